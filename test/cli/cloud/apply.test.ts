import { beforeAll, describe, expect, test } from 'vitest';
import { seoulAndOsaka } from '../../support/sandbox.ts';
import { cloudSandbox } from './sandbox.ts';

const { box, run } = cloudSandbox();

beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('peering create seoul osaka');
});

describe('what cannot be meant is refused before anything is run', () => {
  test.each([
    ['peering create seoul osaka --apply', 2, '--apply cannot be used with --via wireguard'],
    ['peering create shop cache --via aws --timeout 5s', 2, '--timeout requires --apply'],
    [
      'peering create shop cache --via aws --apply --project my-project-1',
      2,
      '--project cannot be used with',
    ],
    ['peering create shop cache --via aws --apply --profile=-x', 2, 'not a valid profile'],
    [
      'peering create shop cache --via aws --apply --profile seoul=x',
      2,
      'seoul is not a side of the peering',
    ],
    ['peering create shop cache --via aws --apply --side seoul', 2, 'seoul is not a side of the peering'],
    ['peering delete seoul-osaka --apply --yes', 3, 'Peering seoul-osaka is a peering of gateways'],
    ['peering accept seoul-osaka --apply', 3, 'Peering seoul-osaka is a peering of gateways'],
    ['peering refresh seoul-osaka', 3, 'Peering seoul-osaka is a peering of gateways'],
    ['peering doctor nowhere', 4, 'No peering named'],
  ])('%s', async (line, exit, said) => {
    const before = box.bytes();
    const ran = await run(line);
    expect(ran.stderr).toContain(said);
    expect(ran.stderr).toContain('hint: ');
    expect(ran.stderr).not.toContain('$ aws');
    expect(ran.exit).toBe(exit);
    expect(box.bytes()).toBe(before);
  });
});

test('a peering is made, looked at and taken away, each command shown on stderr', async () => {
  const created = await run('peering create shop cache --via aws --apply -o json');
  expect(created.exit, created.stderr).toBe(0);
  expect(JSON.parse(created.stdout)).toMatchObject({
    name: 'shop-cache',
    status: 'pending-acceptance',
    provider: { id: 'pcx-0123456789abcdef0', code: 'pending-acceptance' },
    commandsRun: 0,
    foundDone: 1,
  });
  expect(created.stderr).toContain('peerway peering accept shop-cache --as netops --apply');
  expect(created.stderr).toContain('warning: VPC shop has no route table and no security group in the plan');
  const other = await run('peering doctor shop-cache --profile seoul=prod');
  expect(other.stderr).toContain('seoul is not a side of the peering');
  const looked = await run('peering doctor shop-cache -o json');
  expect(JSON.parse(looked.stdout)).toMatchObject([
    { side: 'cache', code: 'waits', isNote: true },
    { side: 'shop', code: 'not-known', fix: expect.stringContaining('vpc update shop --route-table') },
    { side: 'cache', code: 'not-known', isNote: false },
  ]);
  expect(looked.exit).toBe(8);
  const refreshed = await run('peering refresh --columns name,code --no-headers');
  expect(refreshed.stdout).toBe('shop-cache  pending-acceptance\n');
  const deleted = await run('peering delete shop-cache --apply --profile shop=prod --yes');
  expect(deleted.stderr).toMatch(
    /^\$ aws ec2 delete-vpc-peering-connection --vpc-peering-connection-id pcx-0123456789abcdef0 .* --profile prod$/m,
  );
  expect(deleted.exit).toBe(0);
  expect(await box.ok('peering list --via aws -o name')).toBe('');
});
