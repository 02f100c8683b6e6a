/** Networks of GCP projects in memory, behind the command line of `gcloud`. */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { type Cidr, overlaps } from '../../src/model/address/cidr.ts';

type Item = Record<string, unknown> & { readonly name: string };

const link = (kind: string, name: string): string =>
  `https://www.googleapis.com/compute/v1/projects/p/${kind}/${name}`;

export class GcpModel {
  readonly networks: Item[] = [];
  readonly subnets: Item[] = [];
  /** Instances, firewall rules and routes, by the command that lists them. */
  readonly others = new Map<string, Item[]>();

  /** Returns every object, for comparison. */
  held(): string[] {
    return [...this.networks.map(({ name }) => name), ...this.subnets.map(({ name }) => name)].sort();
  }

  answer(words: readonly string[]): unknown {
    const verbs = words.slice(1).filter((word) => !word.startsWith('--'));
    const flag = (name: string): string =>
      words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
    const [first, second] = verbs;
    if (verbs.at(-1) === 'list')
      return first !== 'networks'
        ? (this.others.get(first ?? '') ?? [])
        : second === 'subnets'
          ? this.subnets
          : this.networks.filter(({ name }) => flag('filter') === `name=${name}`);
    const name = verbs.at(-1) ?? '';
    const isSubnet = second === 'subnets';
    const items = isSubnet ? this.subnets : this.networks;
    const what = `projects/p/${isSubnet ? `regions/${flag('region')}/subnetworks` : 'global/networks'}/${name}`;
    const at = items.findIndex(
      (item) => item.name === name && (!isSubnet || String(item['region']).endsWith(`/${flag('region')}`)),
    );
    if (verbs.at(-2) === 'create') {
      if (at >= 0) throw new Error(`The resource '${what}' already exists`);
      items.push(isSubnet ? this.#subnet(name, flag) : { name, description: flag('description') });
      return [];
    }
    if (at < 0) throw new Error(`The resource '${what}' was not found`);
    if (!isSubnet && this.#isUsed(name))
      throw new Error(`The network resource '${what}' is already being used by 'projects/p/…'`);
    items.splice(at, 1);
    return [];
  }

  #subnet(name: string, flag: (name: string) => string): Item {
    const network = link('global/networks', flag('network'));
    if (!this.networks.some((one) => one.name === flag('network')))
      throw new Error(`The resource 'projects/p/global/networks/${flag('network')}' was not found`);
    const cidr = flag('range') as Cidr;
    if (this.subnets.some((one) => one['network'] === network && overlaps(one['ipCidrRange'] as Cidr, cidr)))
      throw new Error(`Invalid IPCidrRange: ${cidr} conflicts with an existing subnetwork`);
    return {
      name,
      network,
      region: link('regions', flag('region')),
      ipCidrRange: cidr,
      description: flag('description'),
    };
  }

  #isUsed(name: string): boolean {
    const all = [...this.subnets, ...[...this.others.values()].flat()];
    return all.some((item) => JSON.stringify(item).includes(`/global/networks/${name}"`));
  }
}

export const gcpFailure = (message: string): ProgramRun => ({
  ended: 'done',
  exit: 1,
  stdout: '',
  stderr: `ERROR: (gcloud.compute.networks.create) Could not fetch resource:\n - ${message}\n`,
});

/** `gcloud` with projects in memory. */
export const gcloudOf = (model: GcpModel): Program => ({
  name: 'gcloud',
  run: async (words) => {
    try {
      return { ended: 'done', exit: 0, stdout: JSON.stringify(model.answer(words)), stderr: '' };
    } catch (error) {
      return gcpFailure((error as Error).message);
    }
  },
});
