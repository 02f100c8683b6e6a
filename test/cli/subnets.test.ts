/** Named subnets of a VPC, with their zones. */
import { writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { sandbox } from '../support/sandbox.ts';

const box = sandbox();
const subnets = async () => JSON.parse(await box.ok('vpc show lab -o json')).subnets;
const APPS = { name: 'apps', cidr: '10.8.1.0/24', zone: 'eu-west-1a', public: false };
const FILES = { name: 'files', cidr: '10.8.2.0/24', zone: null, public: false };

beforeAll(async () => {
  await box.ok(
    'vpc add lab --cidr 10.8.0.0/16 --subnet apps=10.8.1.0/24@eu-west-1a --subnet files=10.8.2.0/24',
  );
});

test('have a zone, which lists and JSON show', async () => {
  expect(await subnets()).toEqual([APPS, FILES]);
  expect(await box.ok('vpc show lab')).toMatch(/^subnets +apps 10\.8\.1\.0\/24 \(eu-west-1a\), files 10/m);
});

test('keep their zone when an update gives another CIDR only', async () => {
  await box.ok('vpc update lab --add-subnet apps=10.8.3.0/24');
  expect(await subnets()).toEqual([FILES, { ...APPS, cidr: '10.8.3.0/24' }]);
  await box.ok('vpc update lab --add-subnet apps=10.8.1.0/24@eu-west-1b');
  expect(await subnets()).toEqual([FILES, { ...APPS, zone: 'eu-west-1b' }]);
});

test('keep it through an export and an import', async () => {
  const before = await subnets();
  writeFileSync(`${box.folder}/plan.json`, await box.ok('state export'));
  await box.ok('vpc delete lab --yes');
  await box.ok('state import plan.json --yes');
  expect(await subnets()).toEqual(before);
});

test.each([
  ['apps', 2, 'not a valid subnet'],
  ['apps=10.8.1.0/24@', 2, 'not a valid zone'],
  ['apps=10.8.1.0/24@EU', 2, 'not a valid zone'],
  ['apps=10.8.1.0/24@a@b', 2, 'not a valid zone'],
  ['Apps=10.8.1.0/24', 2, 'not a valid subnet name'],
  ['apps=10.8.1.5/24', 2, '10.8.1.0/24'],
  ['more=10.8.2.128/25', 3, 'of the subnets of VPC lab overlap'],
  ['more=10.9.0.0/24', 3, 'Subnet more (10.9.0.0/24) lies outside'],
])('a subnet %s is rejected', async (text, exit, said) => {
  const ran = await box.run(['vpc', 'update', 'lab', '--add-subnet', text]);
  expect([ran.exit, ran.stderr]).toEqual([exit, expect.stringContaining(said)]);
});
