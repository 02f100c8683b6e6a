/** `peering create --apply` where the plan has the peering already. */
import { beforeAll, expect, test } from 'vitest';
import { cloudSandbox } from './sandbox.ts';

const { box, run } = cloudSandbox();

beforeAll(async () => {
  await box.ok('peering create shop cache --via aws');
});

test.each([
  ['--dns', '--dns'],
  ['--duplex', '--duplex'],
  ['--duplex --dns --dry-run', '--duplex, --dns'],
])('other options than those of the plan are refused: %s', async (flags, named) => {
  const before = box.bytes();
  const { exit, stderr } = await run(`peering create shop cache --via aws --apply ${flags}`);
  expect([exit, stderr]).toEqual([5, expect.stringContaining(`with different options: ${named}\n`)]);
  expect(stderr).toContain('hint: omit the option');
  expect(stderr).not.toContain('$ aws');
  expect(box.bytes()).toBe(before);
});

test('a dry run says what is missing there, and runs nothing that changes anything', async () => {
  await box.ok('vpc update shop --route-table rtb-11111111111111111');
  await box.ok('peering accept shop-cache');
  const before = box.bytes();
  const { exit, stdout, stderr } = await run('peering create shop cache --via aws --apply --dry-run -o json');
  expect(exit, stderr).toBe(0);
  const { dryRun, changes } = JSON.parse(stdout);
  const gained = changes.flatMap(({ vpc, gains }: { vpc: string; gains: { what: string }[] }) =>
    gains.map(({ what }) => `${vpc} ${what}`),
  );
  expect([dryRun, gained]).toEqual([true, ['cache aws-accepted', 'shop aws-route']]);
  expect(stderr).not.toMatch(/^\$ aws ec2 (create|accept)/m);
  expect(box.bytes()).toBe(before);
});

test('the doctor says of each finding whether it is but a note', async () => {
  const { exit, stdout } = await run('peering doctor shop-cache -o json');
  const notes = JSON.parse(stdout).map(({ isNote }: { isNote: unknown }) => isNote);
  expect([exit, new Set(notes)]).toEqual([8, new Set([false])]);
});
