/** Words that commander rejects are rejected in the words of peerway, with a suggestion. */
import { describe, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';

const box = sandbox();

test.each([
  [
    'vpc list -o jsn',
    '"jsn" is not a valid value for --output',
    'did you mean json? the values are table, json',
  ],
  [
    'peering create a b --via gpc',
    '"gpc" is not a valid value for --via',
    'did you mean gcp? the values are',
  ],
  [
    'location set x --vpn-gateway maybe',
    '"maybe" is not a valid value for --vpn-gateway',
    'the values are on, off',
  ],
  [
    'gateway render a --format nftable',
    '"nftable" is not a valid value for --format',
    'did you mean nftables?',
  ],
  ['vpc list --outptu json', 'unknown flag "--outptu"', 'did you mean --output?'],
  [
    'vpc list extra',
    'too many arguments for "peerway vpc list": expected 0, got 1',
    'run `peerway vpc list --help`',
  ],
  ['vpc add x --cidr', 'missing value for --cidr <cidr...>', 'run `peerway vpc add --help`'],
])('%s', async (line, message, hint) => {
  const { exit, stdout, stderr } = await box.run(line.split(' '));
  expect([exit, stdout]).toEqual([2, '']);
  expect(stderr).toContain(`error: ${message}\nhint: ${hint}`);
});

describe('a gateway without an SSH target', () => {
  test('is not sent to a flag that the command lacks', async () => {
    await box.ok('gateway create a --cidr 10.1.0.0/16 --endpoint 203.0.113.1');
    await box.ok('gateway create b --cidr 10.2.0.0/16 --endpoint 203.0.113.2');
    const create = await box.run('peering create a b --deploy --yes --as netops'.split(' '));
    expect([create.exit, create.stderr]).toEqual([3, expect.stringContaining('a has no SSH target')]);
    expect(create.stderr).not.toContain('--local');
    await box.ok('peering create a b');
    for (const line of [
      'peering delete a-b --deploy --yes',
      'peering verify a-b',
      'gateway deploy --peering a-b',
    ]) {
      const { exit, stderr } = await box.run([...line.split(' '), '--as', 'netops']);
      expect([exit, stderr], line).toEqual([3, expect.stringContaining('--ssh <[user@]host[:port]>`\n')]);
    }
    const deploy = await box.run('gateway deploy a --yes'.split(' '));
    expect(deploy.stderr).toContain('or `peerway gateway deploy a --local` on the gateway itself');
  });
});
