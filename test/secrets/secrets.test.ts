import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Noun } from '../../src/cli/grammar.ts';
import { NOUNS } from '../../src/cli/program.ts';
import { environment } from '../support/environment.ts';
import { endsWell } from '../support/example-steps.ts';
import { canRun, isLongRun, missingPrograms } from '../support/requirements.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeAwsStub } from '../support/stand-ins/aws.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { WG_QUICK, WG_QUICK_KEYS } from '../support/stand-ins/wg-quick.ts';
import { CHANGING, FAILING, FAULTY, looking, SHOWING, type Step } from './commands.ts';
import { keysOfJson, publicKeysOfJson } from './keys.ts';
import { canWatch, isStateFile, leaksOf, type Watched, watch } from './watch.ts';

/** Every format of every command, rather than the one that says most. */
const THOROUGH = isLongRun('fuzz');

const WATCHED = await canWatch('keys in arguments, environment and passing files');

const box = sandbox();
const here = (name: string): string => join(box.folder, name);
const keys = { secret: new Set<string>(), open: new Set<string>() };
const learn = (text: string): void => {
  for (const key of keysOfJson(text)) keys.secret.add(key);
  for (const key of publicKeysOfJson(text)) keys.open.add(key);
};
const watched: Watched[] = [];

const DOCUMENT = readFileSync(new URL('../store/formats/2.export.json', import.meta.url), 'utf8');

const HAS_FLOCK = canRun(
  'keys in the error about a lock that another process holds',
  missingPrograms(['flock']),
);

/** Runs the steps, and learns the keys that they make. */
async function run(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    const seen = await watch(box, step, [...(step.under ?? []), 'peerway'], WATCHED);
    watched.push(seen);
    expect(seen.exit, `${step.line}: ${seen.stderr}`).toBe(step.exit ?? 0);
    for (const [place, bytes] of seen.places) if (isStateFile(place, box.state)) learn(bytes.toString());
    learn(readFileSync(join(box.state, 'state.jsonl'), 'utf8'));
  }
}

/** Documents that are wrong next to a key, and states that cannot be used. */
function writeBrokenOnes(): void {
  const [key = ''] = keysOfJson(DOCUMENT);
  writeFileSync(here('keys.netdev'), `[WireGuard]\nPrivateKey=${key}\n`);
  writeFileSync(here('broken-json.json'), DOCUMENT.replace(`"${key}"`, `"${key}"x`));
  writeFileSync(
    here('foreign-keys.json'),
    DOCUMENT.replaceAll(/"publicKey": "[^"]*"/g, `"publicKey": "${key}"`),
  );
  writeFileSync(here('cut-keys.json'), DOCUMENT.replaceAll(/("p\w+Key": "[^"]*)="/g, '$1"'));
  const state = readFileSync(join(box.state, 'state.jsonl'));
  mkdirSync(here('damaged'));
  writeFileSync(here('damaged/state.jsonl'), state.subarray(state.indexOf(key) + 3), { mode: 0o600 });
  cpSync(box.state, here('open'), { recursive: true });
  for (const name of readdirSync(here('open/generations')))
    chmodSync(here(`open/generations/${name}`), 0o644);
}

beforeAll(async () => {
  learn(DOCUMENT);
  writeFileSync(here('plan.json'), DOCUMENT, { mode: 0o600 });
  writeFileSync(here('wg.conf'), WG_QUICK, { mode: 0o600 });
  for (const key of Object.values(WG_QUICK_KEYS)) keys.secret.add(key);
  for (const [, key = ''] of WG_QUICK.matchAll(/PublicKey = (\S+)/g)) keys.open.add(key);
  const shop = { VpcId: 'vpc-0fedcba9876543210', OwnerId: '111122223333', CidrBlock: '10.210.0.0/16' };
  writeFileSync(
    here('vpcs.json'),
    JSON.stringify({ Vpcs: [{ ...shop, Tags: [{ Key: 'Name', Value: 'shop' }] }] }),
  );
  environment(box);
  writeAwsStub(here('path'));
  copyFileSync(new URL('fault.cjs', import.meta.url), here('fault.cjs'));
  mkdirSync(here('rendered/old'), { recursive: true, mode: 0o755 });
  writeFileSync(here('rendered/old/wg0.conf'), 'old', { mode: 0o644 });
  await run([{ line: 'state import plan.json' }, { line: 'config set owner netops' }]);
  writeStandInSsh(here('path/ssh'));
  await run(looking(THOROUGH));
  await run(SHOWING);
  await run(CHANGING);
  writeBrokenOnes();
  mkdirSync(here('locked'), { mode: 0o700 });
  await run(FAILING.filter(({ under }) => !under || HAS_FLOCK));
  await run(FAULTY);
}, 300_000);

const leaves = (noun: Noun, above: string): string[] => [
  ...noun.verbs.map(({ usage }) => `${above}${noun.name} ${usage.split(' ')[0]}`),
  ...(noun.nouns ?? []).flatMap((inner) => leaves(inner, `${above}${noun.name} `)),
];

test('every command has been run, and has ended well', () => {
  const lines = watched
    .filter(({ step, exit }) => endsWell(step.line, exit))
    .map(({ step }) => `${step.line} `);
  const all = NOUNS.flatMap((noun) => leaves(noun, ''));
  expect(all.length).toBeGreaterThanOrEqual(40);
  expect(all.filter((command) => !lines.some((line) => line.startsWith(`${command} `)))).toEqual([]);
});

describe('keys', () => {
  test('are known: those of the document, and those that the commands have made', () => {
    expect(keysOfJson(DOCUMENT).length).toBeGreaterThan(10);
    expect(keys.secret.size).toBeGreaterThan(keysOfJson(DOCUMENT).length + 5);
  });

  test('are let out by no command that is not there for it, not on the way either', () => {
    expect(watched.flatMap((one) => leaksOf(one, keys, box))).toEqual([]);
  });

  test('are found where they are meant to be: what looks for them can find them', () => {
    const blind = ({ step, ...rest }: Watched): Watched => ({ ...rest, step: { line: step.line } });
    const shown = watched.filter(({ step }) => step.printsKeys || (step.writesKeys && WATCHED));
    expect(shown.length).toBeGreaterThan(5);
    for (const one of shown) {
      const leaks = leaksOf(blind(one), keys, box);
      const place = one.step.printsKeys ? /^stdout$/ : new RegExp(`^${here(one.step.writesKeys ?? '')}/`);
      expect(leaks, one.step.line).not.toEqual([]);
      for (const leak of leaks)
        expect(leak).toMatchObject({
          place: expect.stringMatching(place),
          forms: expect.arrayContaining(['base64']),
        });
    }
  });

  test('are in no file but those of the state, the documents and what was rendered', () => {
    const meant =
      /^(?:state|open)\/(?:state\.jsonl|generations\/)|^(?:damaged|rendered)\/|^[a-z-]+\.(?:json|netdev|conf)$/;
    const files = filesIn(box.folder).filter((path) => !meant.test(path));
    expect(files).toContain('state/journal.jsonl');
    expect(files).toContain('config/peerway/config.json');
    const step: Step = { line: 'all of them' };
    const places = new Map(files.map((path) => [path, readFileSync(here(path))]));
    expect(leaksOf({ step, exit: 0, stderr: '', places, made: [], unseen: [] }, keys, box)).toEqual([]);
  });
});

test.skipIf(!WATCHED)('nothing that a command writes goes unseen', () => {
  expect(watched.filter(({ unseen }) => unseen.length > 0)).toEqual([]);
  expect(
    watched.filter(({ places }) => (places.get('arguments and environment')?.length ?? 0) === 0),
  ).toEqual([]);
});

describe('with umask 0', () => {
  const modeOf = (path: string): number => statSync(here(path)).mode & 0o777;

  test('no file that was made is wider than 0600, and no folder wider than 0700', () => {
    const folders = ['state', 'config', 'rendered/new'];
    const paths = folders.flatMap((folder) => [folder, ...walk(folder)]);
    expect(paths).toEqual(expect.arrayContaining(['state/lock', 'state/generations', 'config/peerway']));
    expect(paths.filter((path) => (modeOf(path) & 0o077) !== 0)).toEqual([]);
  });

  test('nor was any for a moment', () => {
    const made = watched
      .filter(({ step }) => !step.under)
      .flatMap((one) => one.made.map(({ path, mode }) => ({ path, mode, line: one.step.line })));
    if (WATCHED) expect(made.length).toBeGreaterThan(50);
    expect(made.filter(({ path, mode }) => (mode & 0o077) !== 0 && !path.startsWith('/dev/'))).toEqual([]);
  });

  test('a folder that the user made keeps its mode, and a file that was wider is closed', () => {
    expect([modeOf('rendered/old'), modeOf('rendered/old/wg0.conf')]).toEqual([0o755, 0o600]);
    expect(readFileSync(here('rendered/old/wg0.conf'), 'utf8')).toContain('PrivateKey');
  });
});

/** Every file and folder below a folder of the sandbox. */
const walk = (folder: string): string[] =>
  readdirSync(here(folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
