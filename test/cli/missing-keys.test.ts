/** A plan that was exported without keys, in a state elsewhere: to look at, not to render, until its keys are there. */
import { beforeAll, expect, test } from 'vitest';
import { sandbox, sandboxIn, seoulAndOsaka } from '../support/sandbox.ts';
import { folderForFile } from '../support/temporary.ts';

const [source, copy] = [sandbox(), sandboxIn(folderForFile())];

beforeAll(async () => {
  await seoulAndOsaka(source);
  await source.ok('peering create seoul osaka');
  await source.ok('client add seoul laptop');
  await source.ok('gateway update seoul --ssh root@192.0.2.1');
  const input = await source.ok('state export');
  const { exit, stderr } = await copy.run(['state', 'import', '-', '--yes', '--as', 'netops'], { input });
  expect([exit, stderr]).toEqual([0, expect.stringContaining('and 4 more keys: the gateways and clients')]);
});

test('shows everything but the keys', async () => {
  for (const line of [
    'peering list -o json',
    'vpc list -o json',
    'plan list -o json',
    'gateway peers seoul -o json',
  ])
    expect(await copy.ok(line)).toBe(await source.ok(line));
  expect(await copy.ok('gateway show seoul')).toMatch(/^ *private key +missing: not imported$/m);
  expect(JSON.parse(await copy.ok('gateway show seoul -o json')).privateKey).toBe('missing');
  expect(await copy.ok('client show seoul laptop')).toMatch(/^ *private key +missing/m);
  expect(await copy.ok('gateway render seoul --format nftables')).toBe(
    await source.ok('gateway render seoul --format nftables'),
  );
  await copy.ok('state check');
  expect(JSON.parse(await copy.ok('state export'))).toEqual(JSON.parse(await source.ok('state export')));
});

test.each([
  ['gateway render seoul', 'private key of gateway seoul'],
  ['gateway render seoul --format json', 'preshared key of peering seoul-osaka'],
  ['gateway render osaka --format all --out rendered', 'preshared key of peering seoul-osaka'],
  ['gateway deploy seoul --yes', 'preshared key of client laptop'],
  ['gateway deploy osaka --local --yes', 'preshared key of peering seoul-osaka'],
  ['gateway diff seoul', 'private key of gateway seoul'],
  ['client config seoul laptop', 'private key of client laptop'],
  ['client config seoul laptop --qr', 'private key of client laptop'],
])('%s is rejected with the reason', async (line, key) => {
  const before = copy.bytes();
  const { exit, stdout, stderr } = await copy.run(line.split(' '));
  expect([exit, stdout]).toEqual([3, '']);
  expect(stderr).toContain(key);
  expect(stderr).toContain('state export --with-secrets');
  expect(copy.bytes()).toBe(before);
});

test('can be rendered once each missing key is replaced', async () => {
  for (const name of ['seoul', 'osaka']) {
    const { publicKey } = JSON.parse(await copy.ok(`gateway show ${name} -o json`));
    await copy.ok(`gateway update ${name} --public-key ${publicKey}`);
  }
  await copy.ok('peering delete seoul-osaka --yes');
  await copy.ok('client delete seoul laptop --yes');
  await copy.ok('peering create seoul osaka');
  await copy.ok('client add seoul laptop');
  expect(await copy.ok('gateway render seoul')).toMatch(/^PresharedKey = [^ ]{44}$/m);
  await copy.ok('client config seoul laptop');
});

test('can be rendered once the document with the keys is imported', async () => {
  const input = await source.ok('state export --with-secrets');
  expect((await copy.run(['state', 'import', '-', '--yes', '--as', 'netops'], { input })).exit).toBe(0);
  expect(await copy.ok('gateway render seoul')).toBe(await source.ok('gateway render seoul'));
});
