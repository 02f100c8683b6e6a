/** Gateways without an endpoint and their ports, as scripts see them. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandbox } from '../support/sandbox.ts';

let box: Sandbox;

beforeEach(async () => {
  box = sandbox();
  await box.ok('gateway create hub --cidr 10.1.0.0/16 --endpoint 203.0.113.1:443 --listen-port 51820');
  await box.ok('gateway create branch --cidr 10.2.0.0/16 --no-endpoint');
});

test('a gateway without an endpoint has none in lists, JSON and files, and survives an export', async () => {
  expect(await box.ok('gateway list --columns name,endpoint --no-headers')).toMatch(/^branch +-$/m);
  const shown = JSON.parse(await box.ok('gateway show branch -o json'));
  expect([shown.endpoint, shown.listenPort]).toEqual([null, 51_820]);
  const hub = JSON.parse(await box.ok('gateway show hub -o json'));
  expect([hub.endpoint, hub.listenPort]).toEqual(['203.0.113.1:443', 51_820]);
  await box.ok('peering create branch hub');
  expect(await box.ok('gateway render hub')).not.toContain('Endpoint');
  expect(await box.ok('gateway render hub')).toContain('ListenPort = 51820');
  expect(await box.ok('gateway render branch')).toContain('Endpoint = 203.0.113.1:443');
  const exported = JSON.parse(await box.ok('state export --with-secrets'));
  const other = sandbox();
  const imported = await other.run(['state', 'import', '-', '--yes'], { input: JSON.stringify(exported) });
  expect(imported.exit, imported.stderr).toBe(0);
  expect(JSON.parse(await other.ok('state export --with-secrets'))).toEqual(exported);
});

test('an import rejects what no command would create', async () => {
  await box.ok('peering create branch hub');
  await box.ok('client add hub laptop');
  const document = JSON.parse(await box.ok('state export --with-secrets'));
  const without = document.gateways.map(({ endpoint: _, ...rest }: { endpoint?: string }) => rest);
  const shared = document.gateways.map((one: object) => ({ ...one, endpoint: '203.0.113.1:443' }));
  const tried = async (gateways: unknown) =>
    box.run(['state', 'import', '-', '--yes'], { input: JSON.stringify({ ...document, gateways }) });
  const none = await tried(without);
  expect(none.exit).toBe(3);
  expect(none.stderr).toContain('Client laptop could not reach gateway hub, which has no endpoint');
  expect(none.stderr).toContain('Peering branch-hub connects two gateways without an endpoint');
  expect((await tried(shared)).stderr).toContain('The endpoint 203.0.113.1:443 of gateway');
});

describe('flags that exclude each other are a usage error', () => {
  test.each([
    'gateway create x --cidr 10.3.0.0/16 --endpoint 203.0.113.9 --no-endpoint',
    'gateway update hub --no-endpoint --endpoint 203.0.113.9',
    'gateway create x --cidr 10.3.0.0/16 --no-endpoint --mtu 1400 --line-mtu 1492',
    'gateway update hub --line-mtu 1492 --mtu 1400',
  ])('%s', async (line) => {
    const finished = await box.run(line.split(' '));
    expect(finished.exit).toBe(2);
    expect(finished.stderr).toContain('cannot be used together');
  });
});

test('an update names the values that it changes', async () => {
  const removed = JSON.parse(await box.ok('gateway update hub --no-endpoint -o json'));
  expect([removed.endpoint, removed.listenPort]).toEqual([null, 51_820]);
  const given = JSON.parse(await box.ok('gateway update hub --endpoint gw.hub.example -o json'));
  expect(given.endpoint).toBe('gw.hub.example:51820');
  expect(JSON.parse(await box.ok('gateway update hub --line-mtu 1492 -o json')).mtu).toBe(1412);
  const same = await box.run(
    'gateway create branch --cidr 10.2.0.0/16 --no-endpoint --if-not-exists'.split(' '),
  );
  expect(same.exit, same.stderr).toBe(0);
});
