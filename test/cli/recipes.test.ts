import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { codeBlocks, section, topicFile } from '../docs/documents.ts';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { describeShells, runLines } from './shells.ts';

const recipes = codeBlocks(section(topicFile('scripting'), 'Recipes'), 'sh').map(({ text }) => text);

type Proof = (box: Sandbox, stdout: string) => void | Promise<void>;

/** Checks of the result of each recipe on a plan of three gateways, by the beginning of its comment. */
const PROOFS: Readonly<Record<string, Proof>> = {
  'Show every peering in full': (_, stdout) => {
    expect(stdout.match(/^ *name +\S+$/gm)).toHaveLength(2);
  },
  'Write the files of every gateway': ({ folder }) => {
    for (const name of ['seoul', 'osaka', 'tokyo'])
      expect(readdirSync(join(folder, name))).toEqual(expect.arrayContaining(['wg0.conf', 'vpc-routes.ip']));
  },
  'Write a new configuration for every client': async ({ folder, ok }) => {
    const path = join(folder, 'seoul-laptop.conf');
    expect(readFileSync(path, 'utf8')).toMatch(/^AllowedIPs = .*172\.31\.0\.0\/16/m);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.endsWith('.conf'))).toHaveLength(1);
    expect(await ok('client list --filter config=stale -o name')).toBe('');
  },
  'Print the public key of each gateway': (_, stdout) => {
    expect(stdout).toMatch(/^osaka \S{43}=\nseoul \S{43}=\ntokyo \S{43}=\n$/);
  },
  'Peer two gateways unless they are already peered': async ({ ok }) => {
    expect(await ok('peering list --gateway tokyo -o name')).toMatch(/^seoul-tokyo$/m);
  },
  'Delete the requests that were rejected': async ({ ok }) => {
    expect(await ok('peering list -o name')).toBe('seoul-osaka\n');
  },
};

test('every recipe of `peerway help scripting` has a proof', () => {
  expect(recipes.length).toBeGreaterThan(4);
  for (const recipe of recipes) expect(proofOf(recipe), recipe).toBeDefined();
});

const proofOf = (recipe: string): Proof | undefined =>
  Object.entries(PROOFS).find(([beginning]) => recipe.startsWith(`# ${beginning}`))?.[1];

const base = sandbox();
beforeAll(async () => {
  await seoulAndOsaka(base);
  await base.ok(
    'gateway create tokyo --cidr 10.2.0.0/16 --endpoint 203.0.113.3 --tunnel-subnet 10.99.3.0/24 --lan-address 10.2.0.2 --owner bob',
  );
  await base.ok('client add seoul laptop');
  await base.ok('client config seoul laptop');
  await base.ok('client add osaka phone');
  await base.ok('peering create seoul osaka');
  await base.ok('client config osaka phone');
  await base.ok('peering create osaka tokyo');
  await base.run(['peering', 'reject', 'osaka-tokyo', '--as', 'bob']);
  expect(await base.ok('peering list --columns name,status --no-headers')).toBe(
    'osaka-tokyo  rejected\nseoul-osaka  active\n',
  );
});

describeShells(['xargs', 'jq'], (shell) => {
  test.each(recipes.map((recipe) => ({ recipe, box: sandbox() })))('$recipe', async ({ recipe, box }) => {
    cpSync(base.state, box.state, { recursive: true });
    await box.ok('config set owner netops');
    const { stdout, stderr, exit } = runLines(shell, recipe, box);
    expect(exit, stderr).toBe(0);
    await proofOf(recipe)?.(box, stdout);
  });
});
