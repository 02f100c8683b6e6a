import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { desiredGateway } from '../../src/model/desired/gateway.ts';
import type { Name } from '../../src/model/values.ts';
import { renderCloud } from '../../src/providers/render/render.ts';
import { commandLine } from '../../src/providers/shell.ts';
import { makingSteps, unmakingSteps } from '../../src/providers/steps.ts';
import { type CloudFormat, FORMATS_OF } from '../../src/render/cloud-format-names.ts';
import { render, renderAll } from '../../src/render/formats.ts';
import {
  acrossAccounts,
  acrossClouds,
  acrossProjects,
  acrossRegions,
  type Planned,
} from '../support/cloud-plans.ts';
import { onePeering } from '../support/plans.ts';
import { describeWith } from '../support/requirements.ts';

const CASES: readonly [string, () => Planned][] = [
  ['across-regions', acrossRegions],
  ['across-accounts', acrossAccounts],
  ['across-projects', acrossProjects],
];

/** What can be asked for of a peering: for both sides or one, making it or taking it away. */
function variants({ peering }: Planned) {
  const sides = [undefined, peering.requester.vpc, peering.accepter.vpc];
  return FORMATS_OF[peering.via].flatMap((format) =>
    sides.flatMap((side) =>
      (format === 'terraform' ? [false] : [false, true]).map((undo) => ({ format, side, undo })),
    ),
  );
}

type Variant = ReturnType<typeof variants>[number];

const rendered = (plan: Planned, { format, side, undo }: Variant) =>
  renderCloud({ ...plan, access: {}, undo, ...(side ? { side } : {}) }, format as CloudFormat).files;

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
    const { state, peering } = plan();
    const [format] = FORMATS_OF[peering.via];
    for (const [undo, steps] of [
      [false, makingSteps(state, peering)],
      [true, unmakingSteps(state, peering)],
    ] as const) {
      const [file] = rendered(plan(), { format, side: undefined, undo });
      const lines = (file?.text ?? '')
        .split('\n')
        .filter((line) => / (ec2|compute) /.test(line) && !line.startsWith('#'));
      expect(lines).toHaveLength(steps.length);
      for (const [at, step] of steps.entries()) expect(lines[at]).toContain(commandLine(step));
    }
  });

  test('a shell takes its scripts', () => {
    for (const variant of variants(plan()).filter(
      ({ format }) => format === 'aws-cli' || format === 'gcloud',
    ))
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

  test.each(['shop', 'files'])('would not write that of gateway %s in another way', (gateway) => {
    for (const { text } of render(desiredGateway(acrossClouds(), gateway), 'terraform', { secrets: true })
      .files)
      expect(formatted(text)).toBe(text);
  });
});

describe('a WireGuard gateway', () => {
  test.each([
    ['shop', 'aws-cli'],
    ['shop', 'terraform'],
    ['shop', 'steps'],
    ['files', 'gcloud'],
    ['files', 'terraform'],
    ['files', 'steps'],
  ] as const)('in a cloud has the cloud’s part: %s, %s', async (gateway, format) => {
    const { files } = render(desiredGateway(acrossClouds(), gateway), format, { secrets: true });
    for (const { name, text } of files) {
      await expect(text).toMatchFileSnapshot(`../golden/cloud/gateways/${gateway}/${name}`);
      if (name.endsWith('.sh')) execFileSync('sh', ['-n'], { input: text });
    }
  });

  test('in a cloud has it among all of its files', () => {
    const { files } = renderAll(desiredGateway(acrossClouds(), 'shop'), { secrets: true });
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['wg0.conf', 'cloud.sh', 'cloud.tf', 'cloud.txt']),
    );
  });

  test('in no cloud has none, and in another cloud not that one’s', () => {
    const shown = (gateway: string, state = acrossClouds()) =>
      render(desiredGateway(state, gateway), 'aws-cli', { secrets: true });
    expect(() => shown('files')).toThrow('Gateway files is in a VPC of gcp and has no format aws-cli');
    expect(() => shown('seoul', onePeering())).toThrow(
      'Gateway seoul is in no cloud and has no format aws-cli',
    );
  });
});

test('a format of another cloud is refused', () => {
  const { state, peering } = acrossProjects();
  expect(() => renderCloud({ state, peering, access: {}, undo: false }, 'aws-cli')).toThrow(
    'Peering files-apps is via GCP, which has no format aws-cli',
  );
});

test('A request that is there already is not asked for once more', () => {
  const { state, peering } = acrossRegions();
  const asked = { ...peering, id: 'pcx-0123456789abcdef0' } as typeof peering;
  const [file] = rendered({ state, peering: asked }, { format: 'aws-cli', side: undefined, undo: false });
  expect(file?.text).not.toContain('create-vpc-peering-connection');
  expect(file?.text).not.toContain('PCX');
  expect(file?.text).toContain(
    'accept-vpc-peering-connection --vpc-peering-connection-id pcx-0123456789abcdef0',
  );
});
