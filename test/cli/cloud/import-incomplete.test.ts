/** `vpc import` where the provider says less than it takes, or something else. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sandbox } from '../../support/sandbox.ts';

const box = sandbox();
const vpc = (digit: string) => ({
  VpcId: `vpc-${digit.repeat(17)}`,
  OwnerId: '111122223333',
  CidrBlock: `10.${digit}.0.0/16`,
});
const SUBNETS = [
  {
    SubnetId: 'subnet-1',
    VpcId: vpc('1').VpcId,
    CidrBlock: '10.1.0.0/24',
    AvailabilityZone: 'eu-west-1b',
  },
];

const importing = (...more: string[]) =>
  box.run(['vpc', 'import', '--from-aws', '--as', 'netops', ...more], {
    env: { PATH: `${box.folder}:${process.env['PATH']}` },
  });

test('one that nothing places is left out with a warning, and refused where it is asked for', async () => {
  writeFileSync(
    join(box.folder, 'all.json'),
    JSON.stringify({ Vpcs: [vpc('1'), vpc('2')], Subnets: SUBNETS }),
  );
  const named = await importing(vpc('2').VpcId, '--file', 'all.json');
  expect([named.exit, named.stderr]).toEqual([
    2,
    expect.stringContaining('The region of vpc-22222222222222222 is not known'),
  ]);
  const one = await importing(vpc('1').VpcId, '--file', 'all.json', '--dry-run', '-o', 'name');
  expect([one.exit, one.stdout], one.stderr).toEqual([0, `${vpc('1').VpcId}\n`]);
  expect(one.stderr).not.toContain('vpc-2222');
  const all = await importing('--file', 'all.json', '-o', 'name');
  expect([all.exit, all.stdout], all.stderr).toEqual([0, `${vpc('1').VpcId}\n`]);
  expect(all.stderr).toContain('vpc-22222222222222222 was skipped because its region is not known');
});

test('what the program answers and nobody understands is a failure of its, not of the command line', async () => {
  writeFileSync(join(box.folder, 'aws'), `#!/bin/sh\necho '{"Vpcs":[{"VpcId":7}]}'\n`, { mode: 0o755 });
  const { exit, stderr } = await importing('--region', 'eu-west-1');
  expect([exit, stderr]).toEqual([6, expect.stringContaining('Vpcs.0.VpcId')]);
});
