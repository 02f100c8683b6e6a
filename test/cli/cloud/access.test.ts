/** As whom peerings of clouds are reached, where there are several. */
import { beforeAll, expect, test } from 'vitest';
import { cloudSandbox } from './sandbox.ts';

const { box, run } = cloudSandbox();

beforeAll(async () => {
  const aws = '--provider aws --region eu-west-1 --vpc-id';
  await box.ok(`vpc add till --cidr 10.23.0.0/16 ${aws} vpc-0123456789abcdef2`);
  await box.ok('vpc add files --cidr 10.4.0.0/16 --provider gcp --project team-files-1 --network files');
  await box.ok('vpc add apps --cidr 10.5.0.0/16 --provider gcp --project team-apps-1 --network apps');
  await box.ok('peering create shop cache --via aws');
  await box.ok('peering create cache till --via aws');
  await box.ok('peering create files apps --via gcp');
});

test('a profile of one VPC is for the peerings of that VPC, and keeps no other from being asked', async () => {
  const names = 'shop-cache cache-till';
  const { exit, stdout, stderr } = await run(`peering refresh ${names} --profile shop=prod -o name`);
  expect([exit, stdout], stderr).toEqual([0, 'shop-cache\ncache-till\n']);
  const side = await run('peering refresh --side till -o name');
  expect([side.exit, side.stdout], side.stderr).toEqual([0, 'cache-till\n']);
});

test.each([
  ['peering refresh shop-cache cache-till --profile files=prod', 'files is not a side of the peering'],
  ['peering refresh shop-cache cache-till --side shop', 'shop is not a side of the peering'],
  ['peering delete shop-cache cache-till --apply --side shop --yes', 'shop is not a side of the peering'],
  ['peering refresh files-apps --profile prod', '--profile cannot be used with a peering via gcp'],
  ['peering doctor files-apps --profile prod', '--profile cannot be used with a peering via gcp'],
  ['peering render files-apps --profile prod', '--profile cannot be used with a peering via gcp'],
  ['peering accept files-apps --apply --profile prod', '--profile cannot be used with a peering via gcp'],
  ['peering delete shop-cache --apply --project my-project-1 --yes', '--project cannot be used with'],
  ['peering delete shop-cache --apply --deploy --yes', '--deploy cannot be used with --apply'],
])('%s', async (line, said) => {
  const before = box.bytes();
  const { exit, stderr } = await run(line);
  expect([exit, stderr]).toEqual([2, expect.stringContaining(said)]);
  expect(stderr).not.toContain('$ aws');
  expect(box.bytes()).toBe(before);
});
