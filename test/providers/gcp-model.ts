/** Networks of GCP projects in memory, behind the command line of `gcloud`. */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { type Cidr, overlaps } from '../../src/model/address/cidr.ts';

import { Visibility } from './visibility.ts';

type Item = Record<string, unknown> & { readonly name: string };

const link = (project: string, kind: string, name: string): string =>
  `https://www.googleapis.com/compute/v1/projects/${project}/${kind}/${name}`;

export class GcpModel {
  readonly networks: Item[] = [];
  readonly subnets: Item[] = [];
  /** Instances, firewall rules and the like of all kinds, by the command that lists them. */
  readonly others = new Map<string, Item[]>();
  /** Hides new objects from lists. */
  readonly visibility = new Visibility();

  /** Returns every object, for comparison. */
  held(): string[] {
    return [...this.networks.map(({ name }) => name), ...this.subnets.map(({ name }) => name)].sort();
  }

  answer(words: readonly string[]): unknown {
    const verbs = words.slice(1).filter((word) => !word.startsWith('--'));
    const flag = (name: string): string =>
      words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
    const [first, second] = verbs;
    if (verbs.at(-1) === 'list') {
      const kind = first === 'networks' && second !== 'list' ? second : first;
      return this.#list(kind ?? '')
        .filter(filterOf(flag('filter')))
        .filter(this.visibility.isVisible);
    }
    const value = this.#change(verbs, flag);
    this.visibility.note([...this.networks, ...this.subnets]);
    return value;
  }

  readonly #list = (kind: string): Item[] =>
    kind === 'networks' ? this.networks : kind === 'subnets' ? this.subnets : (this.others.get(kind) ?? []);

  #change(verbs: readonly string[], flag: (name: string) => string): unknown {
    const name = verbs.at(-1) ?? '';
    const isSubnet = verbs[1] === 'subnets';
    const items = isSubnet ? this.subnets : this.networks;
    const scope = isSubnet ? `regions/${flag('region')}/subnetworks` : 'global/networks';
    const what = `projects/${flag('project')}/${scope}/${name}`;
    const at = items.findIndex(
      (item) => item.name === name && (!isSubnet || String(item['region']).endsWith(`/${flag('region')}`)),
    );
    if (verbs.at(-2) === 'create') {
      if (at >= 0) throw new Error(`The resource '${what}' already exists`);
      items.push(isSubnet ? this.#subnet(name, flag) : { name, description: flag('description') });
      return [];
    }
    if (at < 0) throw new Error(`The resource '${what}' was not found`);
    if (!isSubnet && this.#isUsed(what))
      throw new Error(`The network resource '${what}' is already being used by 'projects/p/…'`);
    items.splice(at, 1);
    return [];
  }

  #subnet(name: string, flag: (name: string) => string): Item {
    const network = link(flag('project'), 'global/networks', flag('network'));
    if (!this.networks.some((one) => one.name === flag('network')))
      throw new Error(`The resource 'projects/p/global/networks/${flag('network')}' was not found`);
    const cidr = flag('range') as Cidr;
    if (this.subnets.some((one) => one['network'] === network && overlaps(one['ipCidrRange'] as Cidr, cidr)))
      throw new Error(`Invalid IPCidrRange: ${cidr} conflicts with an existing subnetwork`);
    return {
      name,
      network,
      region: link(flag('project'), 'regions', flag('region')),
      ipCidrRange: cidr,
      description: flag('description'),
    };
  }

  #isUsed(path: string): boolean {
    const all = [...this.subnets, ...[...this.others.values()].flat()];
    return all.some((item) => JSON.stringify(item).includes(`/${path}"`));
  }
}

/** `name=web AND region:r AND description="…"`, as gcloud filters a list. */
function filterOf(text: string): (item: Item) => boolean {
  const terms = text.split(' AND ').filter((term) => term !== '');
  return (item) =>
    terms.every((term) => {
      const [, key = '', operator, value = ''] = /^(\w+)([=~])"?([^"]*)"?$/.exec(term) ?? [];
      const present = String(item[key] ?? '');
      // As the real one does it: `=` finds a word, and a hyphen ends it.
      return new RegExp(operator === '~' ? value : `\\b${value}\\b`).test(present);
    });
}

export const gcpFailure = (message: string): ProgramRun => ({
  ended: 'done',
  exit: 1,
  stdout: '',
  stderr: `ERROR: (gcloud.compute.networks.create) Could not fetch resource:\n - ${message}\n`,
});

/** The output of a list in the formats that peerway asks for. */
function printed(words: readonly string[], value: unknown): string {
  const [, columns] =
    /^--format=(?:value|csv\[no-heading\])\(([^)]*)\)$/.exec(
      words.find((word) => word.startsWith('--format=')) ?? '',
    ) ?? [];
  if (columns === undefined) return JSON.stringify(value);
  return (value as Item[])
    .map(
      (item) =>
        `${columns
          .split(',')
          .map((key) => item[key] ?? '')
          .join(',')}\n`,
    )
    .join('');
}

/** `gcloud` with projects in memory. */
export const gcloudOf = (model: GcpModel): Program => ({
  name: 'gcloud',
  run: async (words) => {
    try {
      return { ended: 'done', exit: 0, stdout: printed(words, model.answer(words)), stderr: '' };
    } catch (error) {
      return gcpFailure((error as Error).message);
    }
  },
});
