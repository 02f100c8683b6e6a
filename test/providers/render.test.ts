import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { gatewayRender } from '../../src/commands/gateway/render.ts';
import { peeringRender } from '../../src/commands/peering/render.ts';
import type { State } from '../../src/model/state.ts';
import { renameGateway, renamePeering, renameVpc } from '../../src/model/transitions/rename.ts';
import type { Name } from '../../src/model/values.ts';
import type { Outside } from '../../src/ports/outside.ts';
import { specs } from '../../src/providers/registry.ts';
import { renderPeering } from '../../src/providers/render/peering.ts';
import { commandLine } from '../../src/providers/shell.ts';
import {
  acrossAccounts,
  acrossClouds,
  acrossProjects,
  acrossRegions,
  acrossSubscriptions,
  azureGateway,
  type Planned,
} from '../support/cloud-plans.ts';
import { onePeering } from '../support/plans.ts';
import { memoryState, partOf } from '../support/ports.ts';
import { describeWith } from '../support/requirements.ts';
import { commandOf, creationsOf, engineFor, removalsOf, sceneOf } from './scenes.ts';

const CASES: readonly [string, () => Planned][] = [
  ['across-regions', acrossRegions],
  ['across-accounts', acrossAccounts],
  ['across-projects', acrossProjects],
  ['across-subscriptions', acrossSubscriptions],
];

/** What can be asked for of a peering: for both sides or one, making it or taking it away. */
function variants({ peering }: Planned) {
  const sides = [undefined, peering.requester.end.name, peering.accepter.end.name];
  return specs
    .of(peering.via)
    .formats.flatMap((format) =>
      sides.flatMap((side) =>
        (format === 'terraform' ? [false] : [false, true]).map((undo) => ({ format, side, undo })),
      ),
    );
}

type Variant = ReturnType<typeof variants>[number];

const rendered = (plan: Planned, { format, side, undo }: Variant) =>
  renderPeering(
    { spec: specs.of(plan.peering.via), engine: engineFor(plan) },
    { ...sceneOf(plan), undo, ...(side ? { side } : {}) },
    format,
  ).files;

describe.each(CASES)('%s', (folder, plan) => {
  const pathOf = (side: Name | undefined, name: string): string => (side ? `${side}/${name}` : name);

  test.each(variants(plan()))(
    '$format, undo: $undo, side: $side is as the golden files have it',
    async (variant) => {
      for (const { name, text } of rendered(plan(), variant))
        await expect(text).toMatchFileSnapshot(`../golden/cloud/${folder}/${pathOf(variant.side, name)}`);
    },
  );

  test('its folder holds a file for each that is rendered, and no other', () => {
    const root = new URL(`../golden/cloud/${folder}`, import.meta.url).pathname;
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => pathOf(parentPath.slice(root.length + 1) as Name, name));
    const wanted = variants(plan()).flatMap((variant) =>
      rendered(plan(), variant).map(({ name }) => pathOf(variant.side, name)),
    );
    expect(files.sort()).toEqual(wanted.sort());
  });

  test('scripts hold the commands of the steps, each once and in their order', () => {
    const planned = plan();
    const [format] = specs.of(planned.peering.via).formats;
    for (const [undo, steps] of [
      [false, creationsOf(planned)],
      [true, removalsOf(planned)],
    ] as const) {
      const [file] = rendered(plan(), { format, side: undefined, undo });
      const lines = (file?.text ?? '')
        .split('\n')
        .filter((line) => / (ec2|compute|network) /.test(line) && !line.startsWith('#'));
      expect(lines).toHaveLength(steps.length);
      for (const [at, step] of steps.entries())
        expect(lines[at]).toContain(commandLine(commandOf(planned, step)));
    }
  });

  test('a shell takes its scripts', () => {
    for (const variant of variants(plan()).filter(({ format }) => !['terraform', 'steps'].includes(format)))
      for (const { text } of rendered(plan(), variant)) execFileSync('sh', ['-n'], { input: text });
  });
});

const formatted = (text: string): string =>
  execFileSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8' });

describeWith(['terraform'], 'terraform fmt', () => {
  test.each(CASES)('would not write %s in another way', (_, plan) => {
    for (const variant of variants(plan()).filter(({ format }) => format === 'terraform'))
      for (const { text } of rendered(plan(), variant)) expect(formatted(text)).toBe(text);
  });

  test.each(['shop', 'files', 'hub'])(
    'would not write that of gateway %s in another way',
    async (gateway) => {
      const text = await gatewayText(gateway, 'terraform');
      expect(formatted(text)).toBe(text);
    },
  );
});

/** Ports for verbs that only read a state, and that write files into `written`. */
const portsOf = (state: State, written: string[] = []) =>
  ({
    state: { read: async () => state },
    outside: {
      writeFiles: async (_: string, files: readonly { name: string }[]) => {
        written.push(...files.map(({ name }) => name));
        return written;
      },
    },
  }) as unknown as Parameters<typeof gatewayRender>[1];

const planWith = (gateway: string): State => (gateway === 'hub' ? azureGateway() : acrossClouds());

async function gatewayText(gateway: string, format: string, state = planWith(gateway)): Promise<string> {
  const { view } = await gatewayRender({ gateway, format }, portsOf(state));
  if (view.kind !== 'text') throw new Error('no text');
  return view.text;
}

const GATEWAY_FILES: Readonly<Record<string, string>> = { terraform: 'cloud.tf', steps: 'cloud.txt' };

describe('a WireGuard gateway', () => {
  test.each([
    ['shop', 'aws-cli'],
    ['shop', 'terraform'],
    ['shop', 'steps'],
    ['files', 'gcloud'],
    ['files', 'terraform'],
    ['files', 'steps'],
    ['hub', 'azure-cli'],
    ['hub', 'terraform'],
    ['hub', 'steps'],
  ] as const)('in a cloud has the cloud’s part: %s, %s', async (gateway, format) => {
    const text = await gatewayText(gateway, format);
    const name = GATEWAY_FILES[format] ?? 'cloud.sh';
    await expect(text).toMatchFileSnapshot(`../golden/cloud/gateways/${gateway}/${name}`);
    if (name.endsWith('.sh')) execFileSync('sh', ['-n'], { input: text });
  });

  const ROUTED =
    /(?:address-prefix |address_prefix += |destination-(?:ipv6-)?cidr-block |destination-range=|dest_range +=|destination_(?:ipv6_)?cidr_block +=) *"?([0-9a-f.:/]+)/g;
  const ALLOWED =
    /(?:CidrIp(?:v6)?=|source-ranges=|source_ranges += \[|source_address_prefixes += \[|cidr_ipv[46] += |source-address-prefixes )("?[0-9a-f.:/]+"?(?:,? ?"?[0-9a-f.:/]+"?)*)/g;
  test.each([
    ['shop', 'aws-cli'],
    ['shop', 'terraform'],
    ['files', 'gcloud'],
    ['files', 'terraform'],
    ['hub', 'azure-cli'],
    ['hub', 'terraform'],
  ])('of %s lets in every network that the VPC routes to it: %s', async (gateway, format) => {
    const text = await gatewayText(gateway, format);
    const found = (pattern: RegExp) =>
      [...text.matchAll(pattern)].flatMap(([, list = '']) => list.replaceAll('"', '').split(/, ?| /));
    const routed = found(ROUTED);
    expect(routed).toContain(gateway === 'files' ? '10.99.2.0/24' : '10.99.1.0/24');
    expect(found(ALLOWED)).toEqual(expect.arrayContaining(routed));
  });

  test('in a cloud has it among all of its files', async () => {
    const written: string[] = [];
    await gatewayRender({ gateway: 'shop', format: 'all', out: 'x' }, portsOf(acrossClouds(), written));
    expect(written).toEqual(expect.arrayContaining(['wg0.conf', 'cloud.sh', 'cloud.tf', 'cloud.txt']));
  });

  test('in no cloud has none, and in another cloud not that one’s', async () => {
    await expect(gatewayText('files', 'aws-cli')).rejects.toThrow(
      'Gateway files is in a VPC of GCP and has no format aws-cli',
    );
    await expect(gatewayText('seoul', 'aws-cli', onePeering())).rejects.toThrow(
      'Gateway seoul is in no cloud and has no format aws-cli',
    );
  });
});

test('a format of another cloud is refused', async () => {
  const { state, peering } = acrossProjects();
  const intent = { peering: peering.name, format: 'aws-cli', undo: false };
  await expect(peeringRender(intent, portsOf(state))).rejects.toThrow(
    'Peering files-apps is via gcp, which has no format aws-cli',
  );
});

test('A request that is there already is not asked for once more', () => {
  const { state, peering } = acrossRegions();
  const asked = { ...peering, observed: { id: 'pcx-0123456789abcdef0' } };
  const [file] = rendered({ state, peering: asked }, { format: 'aws-cli', side: undefined, undo: false });
  expect(file?.text).not.toContain('create-vpc-peering-connection');
  expect(file?.text).not.toContain('PCX');
  expect(file?.text).toContain(
    'accept-vpc-peering-connection --vpc-peering-connection-id pcx-0123456789abcdef0',
  );
});

describe('What exists at a provider is the same after a rename', () => {
  /** The names of a plan, each with another one. */
  const renamedPlan = ({ state, peering }: Planned): Planned => {
    const [requester, accepter] = [peering.requester.end.name, peering.accepter.end.name];
    const vpcs = renameVpc(
      renameVpc(state, requester, 'alpha' as Name).state,
      accepter,
      'omega' as Name,
    ).state;
    const all = renamePeering(vpcs, peering.name, 'alpha-omega' as Name).state;
    return { state: all, peering: all.peerings.get('alpha-omega' as Name) as Planned['peering'] };
  };
  const lines = (plan: Planned): string[] =>
    [...creationsOf(plan), ...removalsOf(plan)].map((change) => commandLine(commandOf(plan, change)));
  const withoutComments = (text: string): string => text.replaceAll(/^#.*\n/gm, '');

  test.each(CASES)('%s', (_, planned) => {
    const plan = planned();
    expect(lines(renamedPlan(plan))).toEqual(lines(plan));
    const terraform = { format: 'terraform', side: undefined, undo: false };
    const [before, after] = [rendered(plan, terraform), rendered(renamedPlan(plan), terraform)];
    expect(withoutComments(after[0]?.text ?? '')).toBe(withoutComments(before[0]?.text ?? ''));
  });

  test.each([
    ['shop', acrossClouds(), ['aws-cli', 'terraform']],
    ['files', acrossClouds(), ['gcloud', 'terraform']],
    ['hub', azureGateway(), ['azure-cli', 'terraform']],
  ] as const)('of gateway %s', async (name, state, formats) => {
    const after = renameGateway(state, name, 'omega' as Name).state;
    for (const format of formats) {
      const text = async (plan: State, gateway: string): Promise<string> => {
        const ports = { state: memoryState(plan), outside: partOf<Outside>({}) };
        const { view } = await gatewayRender({ gateway, format }, ports);
        return view.kind === 'text' ? withoutComments(view.text) : '';
      };
      expect(await text(after, 'omega')).toBe(await text(state, name));
    }
  });
});
