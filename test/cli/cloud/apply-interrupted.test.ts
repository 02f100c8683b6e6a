/** Ctrl-C while something is done at a provider: what was begun is told of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { environment } from '../../support/environment.ts';
import { sandbox } from '../../support/sandbox.ts';
import { writeAwsStub } from '../../support/stand-ins/aws.ts';

const box = sandbox();
const path = () => join(box.folder, 'path');

beforeAll(async () => {
  environment(box);
  writeAwsStub(path());
  const stub = join(path(), 'aws');
  // Nothing is there yet; the connection is made at once, and making it takes its time.
  const text = readFileSync(stub, 'utf8').replace(
    /"VpcPeeringConnections":\[.*?\],"Route/g,
    '"VpcPeeringConnections":[],"Route',
  );
  writeFileSync(
    stub,
    text.replace(
      '#!/bin/sh\n',
      '#!/bin/sh\ncase "$2" in create-vpc-peering-connection) : >"$0.begun"; sleep 20; exit 1 ;; esac\n',
    ),
  );
  const aws = '--provider aws --region eu-west-1 --vpc-id';
  await box.ok(`vpc add shop --cidr 10.21.0.0/16 ${aws} vpc-0123456789abcdef0`);
  await box.ok(`vpc add cache --cidr 10.22.0.0/16 ${aws} vpc-0123456789abcdef1`);
});

test('it ends soon, with what to look for, and the plan still knows of the peering', async () => {
  const words = ['peering', 'create', 'shop', 'cache', '--via', 'aws', '--apply', '--as', 'netops'];
  const child = spawn('peerway', words, {
    env: environment(box),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
    // As a terminal does it: to all of the foreground.
    if (String(text).includes('create-vpc-peering-connection'))
      setTimeout(() => process.kill(-(child.pid as number), 'SIGINT'), 500);
  });
  const began = performance.now();
  const [exit] = await once(child, 'close');
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(exit, said).toBe(7);
  expect(said).toMatch(/interrupted/);
  expect(said).toMatch(/hint: /);
  expect(await box.ok('peering list -o name')).toMatch(/^shop-cache$/m);
});
