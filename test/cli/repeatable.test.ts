/** Commands that a script can repeat: --if-not-exists and --if-exists. */
import { beforeAll, describe, expect, test } from 'vitest';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';

const box = sandbox();
const run = (line: string) => box.run([...line.split(' '), '--as', 'netops']);

beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('vpc add lab --cidr 10.8.0.0/16 --cidr fd00:8::/48 --subnet web=10.8.1.0/24 --location dc1');
  await box.ok(
    'vpc add shop --cidr 10.21.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0',
  );
  await box.ok(
    'vpc add cache --cidr 10.22.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef1 --route-table rtb-0123456789abcdef1',
  );
  await box.ok('vpc update shop --route-table rtb-0123456789abcdef0');
  await box.ok('client add seoul laptop --expires 30d');
  await box.ok('peering create seoul osaka');
  await box.ok('peering create shop cache --via aws --dns');
});

describe('--if-not-exists with the same values changes nothing and succeeds', () => {
  test.each([
    'vpc add lab --cidr fd00:8::/48 --cidr 10.8.0.0/16',
    'vpc add lab --cidr 10.8.0.0/16,fd00:8::/48 --subnet web=10.8.1.0/24 --location dc1 --owner netops',
    'vpc add shop --cidr 10.21.0.0/16 --provider aws --vpc-id vpc-0123456789abcdef0',
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
    'gateway create seoul --vpc seoul --endpoint 203.0.113.1:51820 --tunnel-subnet 10.99.1.0/24 --mtu 1420',
    'client add seoul laptop',
    'client add seoul laptop --expires 30d',
    'peering create seoul osaka',
    'peering create osaka seoul',
    'peering create osaka seoul --name seoul-osaka',
    'peering create seoul osaka --dry-run',
    'peering create shop cache --via aws',
    'peering create shop cache --via aws --dns',
    'peering create cache shop --via aws',
  ])('%s', async (line) => {
    const before = box.bytes();
    const { exit, stdout, stderr } = await run(`${line} --if-not-exists`);
    expect([exit, stderr]).toEqual([0, expect.stringContaining('nothing was changed\n')]);
    expect(stdout).toContain('already exists');
    const json = await run(`${line} --if-not-exists -o json`);
    expect(JSON.parse(json.stdout).name).toBeTypeOf('string');
    expect(box.bytes()).toBe(before);
  });
});

describe('--if-not-exists with other values lists each difference, exit 5', () => {
  test.each([
    [
      'vpc add lab --cidr 10.9.0.0/16 --location dc2',
      'VPC lab already exists with different values',
      ['--cidr: 10.8.0.0/16, fd00:8::/48, not 10.9.0.0/16', '--location: dc1, not dc2'],
    ],
    [
      'vpc add lab --cidr 10.8.0.0/16,fd00:8::/48 --provider aws',
      'VPC lab',
      ['--provider: generic, not aws'],
    ],
    ['vpc add shop --cidr 10.21.0.0/16 --provider generic', 'VPC shop', ['--provider: aws, not generic']],
    [
      'vpc add shop --cidr 10.21.0.0/16 --provider aws --region us-east-1 --route-table rtb-0123456789abcdef9',
      'VPC shop',
      [
        '--region: eu-west-1, not us-east-1',
        '--route-table: rtb-0123456789abcdef0, not rtb-0123456789abcdef9',
      ],
    ],
    [
      'gateway create seoul --cidr 10.0.0.0/15 --endpoint 203.0.113.9:443 --mtu 1380 --ssh root@seoul',
      'Gateway seoul',
      [
        '--cidr: 10.0.0.0/16, not 10.0.0.0/15',
        '--endpoint: 203.0.113.1:51820, not 203.0.113.9:443',
        '--ssh: none, not root@seoul',
        '--mtu: 1420, not 1380',
      ],
    ],
    ['client add seoul laptop --expires 31d', 'Client laptop of seoul', ['--expires: ']],
    ['peering create osaka seoul --name other', 'Peering seoul-osaka', ['--name: seoul-osaka, not other']],
    ['peering create cache shop --via aws --dns', 'Peering shop-cache', ['--dns: off, not on']],
  ])('%s', async (line, object, differences) => {
    const before = box.bytes();
    const { exit, stderr } = await run(`${line} --if-not-exists`);
    expect(exit).toBe(5);
    expect(stderr).toContain(object);
    for (const difference of differences) expect(stderr).toContain(`\n  ${difference}`);
    expect(stderr.match(/^ {2}--/gm)).toHaveLength(differences.length);
    expect(stderr).toMatch(/\nhint: run `peerway \w+ show /);
    expect(box.bytes()).toBe(before);
  });
});

test('--if-not-exists adds what does not exist, also a gateway to the VPC of its name', async () => {
  await box.ok('vpc add dev --cidr 10.30.0.0/16 --if-not-exists');
  const line = 'gateway create dev --cidr 10.30.0.0/16 --endpoint 203.0.113.30 --if-not-exists';
  expect(await box.ok(line)).toContain('Gateway dev is active');
  expect(await box.ok('peering create seoul dev --if-not-exists --request')).toContain('pending-acceptance');
  await box.ok('peering reject seoul-dev');
  expect(await box.ok('peering create seoul dev --if-not-exists')).toContain('Peering seoul-dev is active');
});

describe('what exists is a conflict without --if-not-exists, exit 5', () => {
  test.each([
    [
      'peering create seoul osaka',
      'error: cannot peer seoul and osaka:\nA peering already exists between these gateways\n',
    ],
    [
      'peering create osaka seoul',
      'error: cannot peer osaka and seoul:\nA peering already exists between these gateways\n',
    ],
    ['peering create cache shop --via aws', 'A peering already exists between these VPCs\n'],
    ['vpc add lab --cidr 10.8.0.0/16', 'There is already a VPC named lab'],
    [
      'vpc add twin --cidr 10.9.0.0/16 --provider aws --region eu-west-1 --vpc-id vpc-0123456789abcdef0',
      'already has the ID',
    ],
    [
      'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
      'There is already a gateway named seoul',
    ],
    ['client add seoul laptop', 'already has a client named laptop'],
  ])('%s', async (line, words) => {
    const { exit, stderr } = await run(line);
    expect([exit, stderr]).toEqual([5, expect.stringContaining(words)]);
  });

  test('with the code of the rule', async () => {
    const { exit, stderr } = await run('peering create osaka seoul -o json');
    const { error } = JSON.parse(stderr);
    expect([exit, error.code, error.problems[0].code]).toEqual([5, 'peering-exists', 'peering-exists']);
  });
});

describe('--if-exists skips what does not exist', () => {
  test.each([
    ['vpc delete nowhere', 'there is no VPC named "nowhere"\n'],
    ['gateway delete nowhere', 'there is no gateway named "nowhere"\n'],
    ['client delete seoul phone', 'there is no client named "phone" of gateway "seoul"\n'],
    ['client delete nowhere phone', 'there is no client named "phone" of gateway "nowhere"\n'],
    ['gateway peer delete seoul vpc-peering-nowhere', 'there is no peer named "vpc-peering-nowhere"'],
    ['peering delete nowhere', 'there is no peering named "nowhere"\n'],
    ['peering delete nowhere --apply', 'there is no peering named "nowhere"\n'],
    ['peering delete nowhere --deploy', 'there is no peering named "nowhere"\n'],
  ])('%s', async (line, words) => {
    const before = box.bytes();
    const { exit, stdout, stderr } = await run(`${line} --if-exists -o json`);
    expect([exit, JSON.parse(stdout), stderr]).toEqual([0, { deleted: [] }, expect.stringContaining(words)]);
    expect((await run(line)).exit).toBe(4);
    expect(box.bytes()).toBe(before);
  });

  test('and deletes the others', async () => {
    await box.ok('vpc add gone --cidr 10.77.0.0/16');
    const { stdout, stderr } = await run('vpc delete nowhere gone --if-exists --yes');
    expect([stdout, stderr]).toEqual(['deleted VPC gone\n', 'there is no VPC named "nowhere"\n']);
    await box.ok('gateway peer delete seoul vpc-peering-dev --if-exists --yes');
    expect(await box.ok('peering list -o name')).not.toContain('seoul-dev');
  });
});

test('the name of a peering with its ends turned around is suggested', async () => {
  const { exit, stderr } = await run('peering show osaka-seoul');
  expect([exit, stderr]).toEqual([4, expect.stringContaining('did you mean seoul-osaka?')]);
});
