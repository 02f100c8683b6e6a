/** `--flow-logs` as a process: the values that it takes, and where they are shown. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandboxIn } from '../support/sandbox.ts';
import { folderForTest } from '../support/temporary.ts';

const BUCKET = 'arn:aws:s3:::flow-logs';
const groupIn = (region: string): string => `arn:aws:logs:${region}:111122223333:log-group:vpc`;
const ROLE = 'arn:aws:iam::111122223333:role/flow-logs';
const SUBSCRIPTION = '0b1f6471-1bf0-4dda-aec3-cb9272f09590';
const ACCOUNT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/flowlogs`;

let box: Sandbox;
beforeEach(async () => {
  box = sandboxIn(folderForTest());
  const aws = '--provider aws --account 111122223333';
  await box.ok(`vpc add shop --cidr 10.1.0.0/16 ${aws} --region eu-west-1 --vpc-id vpc-0123456789abcdef0`);
  await box.ok(`vpc add cache --cidr 10.2.0.0/16 ${aws} --region eu-west-2 --vpc-id vpc-0123456789abcdef1`);
});

const view = async (name = 'shop-cache') => JSON.parse(await box.ok(`peering show ${name} -o json`));

describe('a destination', () => {
  test.each([
    ['aws', BUCKET, 0, ''],
    ['aws', 'arn:aws-us-gov:s3:::flow-logs/vpc/', 0, ''],
    ['aws', 'arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs', 0, ''],
    [
      'aws',
      'arn:aws:s3:::flow-logs/AWSLogs/',
      2,
      '"arn:aws:s3:::flow-logs/AWSLogs/" is not the ARN of an S3',
    ],
    ['aws', `${groupIn('eu-west-1')}:*`, 2, 'omit the :* at its end'],
    ['aws', 'off', 2, 'to turn flow logs off, run `peerway peering update <name> --no-flow-logs --apply`'],
    ['aws', 'logging', 2, 'use one such as arn:aws:s3:::flow-logs'],
    ['aws', '--dns', 2, 'flow-logs'],
    ['aws', `${BUCKET}\n`, 2, 'is not the ARN'],
    ['aws', groupIn('eu-west-1'), 3, `add --flow-logs-role ${ROLE}`],
    ['gcp', BUCKET, 2, 'use --flow-logs logging'],
    ['azure', 'flowlogs', 2, 'it looks like /subscriptions/'],
    ['azure', `${ACCOUNT};x`, 2, 'is not the ID of an Azure storage account'],
  ])('via %s: %s exits with %i', async (via, destination, exit, text) => {
    const before = box.bytes();
    const words = ['peering', 'create', 'shop', 'cache', '--via', via, '--flow-logs', destination];
    const result = await box.run([...words, '--dry-run']);
    expect([result.exit, result.stderr]).toEqual([exit, expect.stringContaining(text)]);
    expect(box.bytes()).toBe(before);
  });

  test('of a log group is in the region of the VPC, and the hint is the command for the other side', async () => {
    const { exit, stderr } = await box.run([
      ...['peering', 'create', 'shop', 'cache', '--via', 'aws', '--duplex'],
      ...['--flow-logs', groupIn('eu-west-1'), '--flow-logs-role', ROLE],
    ]);
    expect(exit).toBe(3);
    expect(stderr).toContain(`VPC cache in eu-west-2 cannot send its flow logs to ${groupIn('eu-west-1')}`);
    const hinted = `peering update shop-cache --side cache --flow-logs ${groupIn('eu-west-2')}`;
    expect(stderr).toContain(`\`peerway ${hinted}\``);
    await box.ok('peering create shop cache --via aws --duplex');
    await box.ok(`peering update shop-cache --flow-logs ${groupIn('eu-west-1')} --flow-logs-role ${ROLE}`);
    await box.ok(`${hinted} --flow-logs-role ${ROLE}`);
    const { requester, accepter } = await view();
    expect([requester.flowLogs, accepter.flowLogs]).toEqual([groupIn('eu-west-1'), groupIn('eu-west-2')]);
  });
});

test('a role without flow logs is rejected, also for a side that has turned them off', async () => {
  const rejected = async (line: string, text: string, hint = 'add --flow-logs <destination>') => {
    const before = box.bytes();
    const { exit, stderr } = await box.run([...line.split(' '), '--flow-logs-role', ROLE]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining(text)]);
    expect(stderr).toContain(hint);
    expect(box.bytes()).toBe(before);
  };
  const alone = '--flow-logs-role has no effect without --flow-logs';
  await rejected('peering create shop cache --via aws', alone);
  await rejected('peering create shop cache --via aws --if-not-exists', alone);
  await rejected('peering create shop cache --via aws --duplex', alone);
  await box.ok('peering create shop cache --via aws');
  await rejected('peering accept shop-cache', alone);
  await box.ok('peering accept shop-cache');
  await rejected('peering update shop-cache', '--flow-logs-role has no effect on shop without');
  await box.ok(`peering update shop-cache --flow-logs ${groupIn('eu-west-1')} --flow-logs-role ${ROLE}`);
  await rejected('peering update shop-cache --duplex', '--flow-logs-role has no effect on cache without');
  await rejected('peering update shop-cache --no-flow-logs', 'has no effect on shop');
  await box.ok(`peering update shop-cache --flow-logs-role ${ROLE}-2`);
});

test('each side shows its own, and they survive an export', async () => {
  await box.ok(`peering create shop cache --via aws --duplex --dns --flow-logs ${BUCKET}`);
  await box.ok('peering update shop-cache --side cache --flow-logs arn:aws:s3:::archive');
  expect(await box.ok('peering show shop-cache')).toContain(`(${'netops'}), dns, flow-logs ${BUCKET}\n`);
  const before = await view();
  expect(before.accepter).toMatchObject({ dns: true, flowLogs: 'arn:aws:s3:::archive' });
  const file = join(folderForTest(), 'export.json');
  writeFileSync(file, await box.ok('state export'));
  const other = sandboxIn(folderForTest());
  await other.ok(`state import ${file} --yes`);
  expect(JSON.parse(await other.ok('peering show shop-cache -o json'))).toEqual(before);
  expect(await other.ok('peering update shop-cache --no-flow-logs')).toContain(
    `shop flow-logs  ${BUCKET} -> off`,
  );
});

test('the same create command is repeatable, and another destination is a difference', async () => {
  const create = 'peering create shop cache --via aws --if-not-exists --flow-logs';
  await box.ok(`${create} ${BUCKET}`);
  await box.ok(`${create} ${BUCKET}`);
  const { exit, stderr } = await box.run([...create.split(' '), 'arn:aws:s3:::archive']);
  expect(exit).toBe(5);
  expect(stderr).toContain(`--flow-logs: ${BUCKET}, not arn:aws:s3:::archive`);
});
