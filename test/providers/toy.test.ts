/**
 * A provider that the program knows nothing about, added through the registry alone: its flags are parsed, its
 * peerings are created, rendered, applied, refreshed, diagnosed and deleted, and its part of the state is kept.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Chosen } from '../../src/cli/parser.ts';
import { buildProgram, treeOfAll } from '../../src/cli/program.ts';
import type { TreeFlag } from '../../src/completion/tree.ts';
import type { UserError } from '../../src/errors.ts';
import type { Program } from '../../src/exec/program.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import type { Declined, Result } from '../../src/output/result.ts';
import type { Outside } from '../../src/ports/outside.ts';
import type { Ports } from '../../src/ports/ports.ts';
import type { PreferencesPort } from '../../src/ports/preferences.ts';
import type { Terminal } from '../../src/ports/terminal.ts';
import { register, specs } from '../../src/providers/registry.ts';
import { decodeState, encodeState } from '../../src/store/codec.ts';
import { exportState, importState } from '../../src/store/state-document.ts';
import { errorOf } from '../support/errors.ts';
import { withGateway } from '../support/plans.ts';
import { type MemoryState, memoryState, partOf, yesTerminal } from '../support/ports.ts';
import { recordIn } from './scenes.ts';
import { TOY, ToyRoom } from './toy.ts';

let unregister: () => void;
beforeAll(() => {
  unregister = register(TOY);
});
afterAll(() => unregister());

let state: MemoryState;
let room: ToyRoom;
/** Environments that `toyctl` was run with. */
let environments: Readonly<Record<string, string>>[];
/** The error of the next command line that contains a text. */
let fault: { readonly part: string; readonly stderr: string } | undefined;

beforeEach(() => {
  state = memoryState(EMPTY_STATE);
  room = new ToyRoom();
  environments = [];
  fault = undefined;
});

const toyctl: Program = {
  name: 'toyctl',
  run: async (words) => {
    if (fault && words.join(' ').includes(fault.part)) {
      const { stderr } = fault;
      return { ended: 'done', exit: 1, stdout: '', stderr };
    }
    return { ended: 'done', exit: 0, stdout: room.run(words), stderr: '' };
  },
};

/** Answers each prompt with its first choice. */
const terminal: Terminal = {
  ...yesTerminal(),
  select: async (_, prepare) => {
    const { choices, noChoices } = await prepare();
    if (!choices[0]) throw noChoices();
    return choices[0].value;
  },
};

const ports = (): Ports =>
  partOf<Ports>({
    state,
    terminal,
    preferences: partOf<PreferencesPort>({ read: async () => ({}) }),
    outside: partOf<Outside>({
      program: async (name, env) => {
        expect(name).toBe('toyctl');
        environments.push(env);
        return toyctl;
      },
    }),
  });

/** Runs a command line as the program does, on ports in memory. */
async function run(line: string): Promise<Result | Declined> {
  const argv = line.split(' ');
  let chosen: Chosen | undefined;
  buildProgram(
    argv,
    (one) => {
      chosen = one;
    },
    () => undefined,
  ).parse(argv, { from: 'user' });
  if (!chosen) throw new Error(`no command: ${line}`);
  return chosen.invocation(ports() as never);
}

const failure = (line: string): Promise<UserError> => errorOf(Promise.resolve().then(() => run(line)));

/** The text of a result: its file, or its lines. */
function textOf(result: Result | Declined): string {
  const { view, value } = result as Result<never>;
  if (view.kind === 'text') return view.text;
  return view.kind === 'object' ? view.lines(value).join('\n') : JSON.stringify(value);
}

const add = (name: string, shelf: string, cidr: string) =>
  run(`vpc add ${name} --cidr ${cidr} --provider toy --shelf ${shelf} --box red --box blue --lit`);

async function twoShelves() {
  await add('bears', 'top-1', '10.1.0.0/16');
  await add('cars', 'top-2', '10.2.0.0/16');
}

const peering = () => recordIn(state.current, 'bears-cars');

describe('the flags of a provider', () => {
  /** The flags of a command, from the tree that help, completion and man pages are made of. */
  async function flagsOf(noun: string, verb: string): Promise<readonly TreeFlag[]> {
    const { commands } = (await treeOfAll()).root;
    const found = commands.find(({ name }) => name === noun)?.commands.find(({ name }) => name === verb);
    return found?.flags ?? [];
  }

  test.each([
    ['vpc', 'add', ['--shelf', '--box', '--lit']],
    ['vpc', 'update', ['--shelf', '--box', '--lit']],
    ['vpc', 'import', ['--from-toy']],
    ['peering', 'create', ['--glossy-paint', '--ramp-speed', '--toy-hand']],
    ['peering', 'accept', ['--glossy-paint', '--toy-hand']],
    ['peering', 'render', ['--toy-hand']],
    ['peering', 'refresh', ['--toy-hand']],
    ['peering', 'doctor', ['--toy-hand']],
    ['peering', 'delete', ['--toy-hand']],
  ])('are those of %s %s, while it is registered', async (noun, verb, flags) => {
    const longs = async () => (await flagsOf(noun, verb)).map(({ long }) => long);
    expect(await longs()).toEqual(expect.arrayContaining(flags));
    unregister();
    try {
      expect((await longs()).filter((long) => flags.includes(long))).toEqual([]);
    } finally {
      unregister = register(TOY);
    }
  });

  test('may have the names of flags of another provider, and take the values of both', async () => {
    const named = async (noun: string, verb: string, flag: string) =>
      (await flagsOf(noun, verb)).filter(({ long }) => long === flag);
    expect(await named('vpc', 'add', '--region')).toMatchObject([
      { description: expect.stringMatching(/region.*; or room of the shelf/) },
    ]);
    expect(await named('vpc', 'import', '--region')).toHaveLength(1);
    expect((await named('peering', 'create', '--stack-type'))[0]?.value?.choices).toEqual([
      'IPV4_ONLY',
      'IPV4_IPV6',
      'FLAT',
      'STACKED',
    ]);
    const add = 'vpc add x --cidr 10.1.0.0/16 --provider';
    for (const line of [
      `${add} toy --shelf top-2 --region eu-west-1`,
      `${add} aws --region attic`,
      'vpc import --from-aws --region attic',
      'vpc import --from-toy --region eu-west-1',
      'peering create a b --via gcp --stack-type FLAT',
      'peering create a b --via toy --stack-type IPV4_ONLY',
    ])
      expect([line, (await failure(line)).exit]).toEqual([line, 2]);
    await run(`${add} toy --shelf top-1 --region attic`);
    await run('vpc add y --cidr 10.2.0.0/16 --provider aws --region eu-west-1');
    expect([...state.current.vpcs.values()].map(({ provider }) => provider['region'])).toEqual([
      'attic',
      'eu-west-1',
    ]);
  });

  test('that providers share have one key and one kind', () => {
    const tables = [
      specs.all.flatMap(({ ids }) =>
        ids.map(({ flag, key, kind }) => [flag.split(' ')[0], `${key} ${kind}`]),
      ),
      specs.all.flatMap(({ access }) => access.map(({ flag, key }) => [flag.split(' ')[0], key])),
      specs.all.flatMap(({ options }) =>
        options.map(({ key, choices }) => [key, `${choices !== undefined}`]),
      ),
    ];
    for (const table of tables)
      for (const [flag, kind] of table)
        expect(new Set(table.filter(([other]) => other === flag).map(([, one]) => one))).toEqual(
          new Set([kind]),
        );
  });

  test('have its names and formats among their values', async () => {
    const choices = async (noun: string, verb: string, flag: string) =>
      (await flagsOf(noun, verb)).find(({ long }) => long === flag)?.value?.choices;
    expect(await choices('vpc', 'add', '--provider')).toContain('toy');
    expect(await choices('peering', 'create', '--via')).toContain('toy');
    expect(await choices('peering', 'list', '--via')).toContain('toy');
    expect(await choices('peering', 'create', '--ramp-speed')).toEqual(['slow', 'fast']);
    expect(await choices('peering', 'render', '--format')).toContain('toyctl');
    expect(await choices('gateway', 'render', '--format')).toContain('toyctl');
  });
});

describe('a VPC', () => {
  test('keeps its ids', async () => {
    await add('bears', 'top-1', '10.1.0.0/16');
    expect(state.current.vpcs.get('bears' as never)?.provider).toEqual({
      kind: 'toy',
      shelf: 'top-1',
      boxes: ['red', 'blue'],
      isLit: true,
    });
  });

  test.each([
    ['vpc add x --cidr 10.1.0.0/16 --provider toy --shelf middle', '"middle" is not a valid toy shelf'],
    ['vpc add x --cidr 10.1.0.0/16 --provider toy --vpc-id vpc-12345678', '--vpc-id cannot be used with'],
    ['vpc add x --cidr 10.1.0.0/16 --shelf top-1', '--shelf cannot be used with --provider generic'],
  ])('is rejected with ids that do not fit: %s', async (line, message) => {
    const error = await failure(line);
    expect(error.exit).toBe(2);
    expect(error.message).toContain(message);
  });

  test('has an id that no other has, and that stays while it is peered', async () => {
    await twoShelves();
    expect((await failure('vpc update cars --shelf top-1')).code).toBe('provider-id-taken');
    await run('peering create bears cars --via toy');
    expect((await failure('vpc update cars --shelf top-3')).message).toContain('another VPC there: --shelf');
  });

  test('has the part of its cloud that a gateway in it needs', async () => {
    await add('bears', 'top-1', '10.1.0.0/16');
    const plan = { cidrs: [], tunnels: ['10.99.1.0/24'], endpoint: '203.0.113.1', lan: ['10.1.0.2'] };
    state.current = withGateway(state.current, 'bears', plan);
    expect(textOf(await run('gateway render bears --format toyctl'))).toContain(
      'toyctl door top-1 10.1.0.2\n',
    );
    expect((await failure('gateway render bears --format gcloud')).message).toBe(
      'Gateway bears is in a VPC of Toy and has no format gcloud',
    );
  });

  test('is imported', async () => {
    const { value } = await run('vpc import --from-toy --region attic');
    expect(value).toMatchObject([{ name: 'top-7', change: 'added', cidrs: ['10.7.0.0/16'] }]);
    expect(room.ran).toEqual(['shelves attic']);
  });
});

describe('a peering', () => {
  beforeEach(twoShelves);

  test('is created with options of its own, accepted, and shown', async () => {
    const created = await run('peering create bears cars --via toy --glossy-paint --ramp-speed fast');
    expect(created.warnings).toEqual(['bears-cars is only a toy']);
    expect(textOf(created)).toContain('request a link with top-2');
    expect(peering()).toMatchObject({ agreement: 'requested', expiresAt: '2026-01-02T04:04:05.000Z' });
    await run('peering accept bears-cars');
    const shown = await run('peering show bears-cars');
    expect(shown.value).toMatchObject({
      via: 'toy',
      status: 'planned',
      requester: { vpc: 'bears', glossy: true },
      accepter: { vpc: 'cars', glossy: false },
      provider: { speed: 'fast' },
    });
    expect((await run('peering list --via toy')).value).toHaveLength(1);
  });

  test.each([
    ['peering create bears cars --via aws --glossy-paint', '--glossy-paint is for --via toy'],
    ['peering create bears cars --via toy --dns', '--dns is for --via aws'],
    ['peering create bears cars --via toy --toy-hand left', 'add --apply'],
    ['peering create bears cars --via toy --apply --toy-hand up', 'use left or right'],
    ['peering create bears cars --via toy --apply --profile work', '--profile is for --via aws'],
  ])('is rejected with a flag that does not fit: %s', async (line, hint) => {
    const error = await failure(line);
    expect(error.exit).toBe(2);
    expect(error.hint).toContain(hint);
  });

  test('is prompted for', async () => {
    await add('dolls', 'low-1', '10.3.0.0/16');
    expect((await run('peering create --via toy')).value).toMatchObject({ name: 'bears-cars' });
    expect((await failure('peering create dolls --via toy')).message).toBe(
      'No VPC can be peered with dolls via Toy',
    );
  });

  test('fails its own rule, and those of all clouds', async () => {
    await add('dolls', 'low-1', '10.3.0.0/16');
    const steep = await failure('peering create bears dolls --via toy');
    expect([steep.exit, steep.code, steep.hint]).toEqual([3, 'too-steep', 'move one of the shelves']);
    await add('clash', 'top-9', '10.1.0.0/24');
    expect((await failure('peering create bears clash --via toy')).code).toBe('vpc-cidrs-overlap');
    await run('vpc add plain --cidr 10.4.0.0/16');
    expect((await failure('peering create bears plain --via toy')).message).toContain(
      'VPC plain is in no cloud; Toy peers its own VPCs only',
    );
  });

  test('is rendered in each of its formats', async () => {
    await run('peering create bears cars --via toy --duplex');
    const script = textOf(await run('peering render bears-cars'));
    expect(script).toContain('# Peering bears-cars via Toy, rendered by peerway.');
    expect(script).toContain('LINK=$(toyctl link top-1 top-2 --speed=slow)\n');
    expect(script).toContain('toyctl accept "$LINK"\n');
    expect(script).toContain('await up toyctl state "$LINK"\n');
    expect(textOf(await run('peering render bears-cars --side cars'))).toContain(
      ':?set it to the id of the link: link-1}"',
    );
    expect(textOf(await run('peering render bears-cars --undo'))).toContain(
      'toyctl unramp top-2 10.1.0.0/16\n',
    );
    expect(textOf(await run('peering render bears-cars --format steps'))).toContain('bears is shelf top-1.');
    expect(textOf(await run('peering render bears-cars --format terraform'))).toContain(
      'resource "toy_link" "bears"',
    );
    expect((await failure('peering render bears-cars --format gcloud')).hint).toContain('toyctl, terraform');
  });

  test('is applied, refreshed, diagnosed, and deleted at the provider', async () => {
    const hands = '--toy-hand bears=left --toy-hand right';
    const applied = await run(`peering create bears cars --via toy --duplex --apply ${hands}`);
    expect(textOf(applied)).toContain('Peering bears-cars is active (link-1)');
    expect(room.ran.filter((line) => !line.startsWith('show'))).toEqual([
      'link top-1 top-2 --speed=slow --hand=left',
      'accept link-1 --hand=right',
      'state link-1 --hand=left',
      'ramp top-1 10.2.0.0/16 --hand=left',
      'ramp top-2 10.1.0.0/16 --hand=right',
    ]);
    expect(environments).toEqual([{ TOY_QUIET: '1' }]);
    expect(peering()).toMatchObject({ status: 'active', id: 'link-1' });
    expect((await run('peering doctor bears-cars')).exit).toBe(0);

    room.ramps.delete('top-2 10.1.0.0/16');
    room.link = { id: 'link-1', ends: ['top-1', 'top-2'], state: 'dusty' };
    const sick = await run('peering doctor bears-cars');
    expect(sick.exit).toBe(8);
    expect((sick.value as { code: string }[]).map(({ code }) => code)).toEqual(['missing', 'dusty', 'dusty']);
    const [row] = (await run('peering refresh')).value as { code: string }[];
    expect(row).toMatchObject({ name: 'bears-cars', was: 'active', status: 'inactive', code: 'dusty' });

    room.link.state = 'up';
    await run('peering create bears cars --via toy --apply');
    expect(room.ramps.size).toBe(2);
    await run('peering delete bears-cars --apply --yes');
    expect([room.link, room.ramps.size, peering()]).toEqual([undefined, 0, undefined]);
  });

  test('is reached only with the access flags of its provider', async () => {
    await run('peering create bears cars --via toy');
    const { exit, message, hint } = await failure('peering doctor bears-cars --profile work');
    expect([exit, message, hint]).toEqual([
      2,
      '--profile cannot be used with a peering via toy',
      '--profile is for --via aws',
    ]);
    await run(`vpc add a --cidr 10.5.0.0/16 --provider gcp --project team-a-1 --network a`);
    await run(`vpc add b --cidr 10.6.0.0/16 --provider gcp --project team-b-1 --network b`);
    await run('peering create a b --via gcp');
    expect((await failure('peering doctor a-b --toy-hand left')).message).toBe(
      '--toy-hand cannot be used with a peering via gcp',
    );
  });

  test('that fails halfway is undone', async () => {
    fault = { part: 'ramp top-2', stderr: 'no: the floor is lava' };
    const error = await failure('peering create bears cars --via toy --duplex --apply');
    expect([error.exit, error.message]).toEqual([6, "On cars's side: toyctl: no: the floor is lava"]);
    expect([room.link, room.ramps.size, peering()]).toEqual([undefined, 0, undefined]);
  });

  test('that is deleted from the plan only names the commands for the provider', async () => {
    await run('peering create bears cars --via toy --apply');
    const { next } = await run('peering delete bears-cars --yes');
    expect(next.join('\n')).toContain('toyctl unlink link-1');
  });

  test('is written and read, and exported and imported', async () => {
    await run('peering create bears cars --via toy --duplex --apply --ramp-speed fast');
    const kept = state.current;
    expect(decodeState(encodeState(kept))).toEqual(kept);
    const document = JSON.parse(JSON.stringify(exportState(kept, { secrets: false })));
    expect(importState(document, EMPTY_STATE, specs).state).toEqual(kept);
    document.peerings[0].requester.options.rampSpeed = 'warp';
    document.vpcs[0].provider.shelf = 'nowhere';
    const error = await errorOf(Promise.resolve().then(() => importState(document, EMPTY_STATE, specs)));
    expect(error.problems.map(({ message }) => message)).toEqual([
      'vpcs[0].provider.shelf: "nowhere" is not a valid toy shelf',
      'peerings[0].requester.options.rampSpeed: expected one of: slow, fast',
    ]);
  });
});
