/** VNets of one resource group at Azure in memory, behind the command line of `az`. */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import { type Cidr, contains, overlaps } from '../../src/model/address/cidr.ts';

interface Subnet {
  readonly name: string;
  readonly addressPrefix: string;
  readonly ipConfigurations: { readonly id: string }[];
}

interface Vnet {
  readonly name: string;
  tags: Record<string, string>;
  readonly addressSpace: { addressPrefixes: string[] };
  readonly subnets: Subnet[];
  readonly virtualNetworkPeerings: { readonly name: string }[];
}

export class VnetModel {
  readonly vnets: Vnet[] = [];

  /** Returns every object, for comparison. */
  held(): string[] {
    return this.vnets.flatMap(({ name, subnets }) => [name, ...subnets.map((one) => `${name}/${one.name}`)]);
  }

  answer(words: readonly string[]): unknown {
    const verbs = words
      .slice(
        2,
        words.findIndex((word) => word.startsWith('--')),
      )
      .join(' ');
    const values = (flag: string): string[] => {
      const at = words.indexOf(`--${flag}`);
      const rest = words.slice(at + 1);
      const end = rest.findIndex((word) => word.startsWith('--'));
      return at < 0 ? [] : rest.slice(0, end < 0 ? rest.length : end);
    };
    const [name = ''] = values('name');
    switch (verbs) {
      case 'list':
        return this.vnets;
      case 'create':
        this.#remove(name);
        this.vnets.push({
          name,
          tags: Object.fromEntries(values('tags').map((tag) => tag.split('='))),
          addressSpace: { addressPrefixes: values('address-prefixes') },
          subnets: [],
          virtualNetworkPeerings: [],
        });
        return undefined;
      case 'update':
        this.#vnet(name).addressSpace.addressPrefixes = values('address-prefixes');
        return undefined;
      case 'subnet create':
        return this.#subnet(
          this.#vnet(values('vnet-name')[0] ?? ''),
          name,
          values('address-prefixes')[0] as Cidr,
        );
      case 'delete':
        this.#remove(name);
        return undefined;
      default:
        throw new Error(`(BadRequest) unknown: ${verbs}`);
    }
  }

  /** Deletes a VNet, as its deletion and its replacement do. Names have no case. */
  #remove(name: string): void {
    const at = this.vnets.findIndex((one) => one.name.toLowerCase() === name.toLowerCase());
    if (this.vnets[at]?.subnets.some(({ ipConfigurations }) => ipConfigurations.length > 0))
      throw new Error('(InUseSubnetCannotBeDeleted) Subnet is in use');
    if (at >= 0) this.vnets.splice(at, 1);
  }

  #vnet(name: string): Vnet {
    const vnet = this.vnets.find((one) => one.name === name);
    if (vnet) return vnet;
    throw new Error(
      `(ResourceNotFound) The Resource 'Microsoft.Network/virtualNetworks/${name}' was not found.`,
    );
  }

  #subnet({ addressSpace, subnets }: Vnet, name: string, cidr: Cidr): undefined {
    const isInside = addressSpace.addressPrefixes.some((range) => contains(range as Cidr, cidr));
    if (!isInside || subnets.some((one) => overlaps(one.addressPrefix as Cidr, cidr)))
      throw new Error('(NetcfgSubnetRangeOutsideVnet) Subnet is not valid');
    subnets.push({ name, addressPrefix: cidr, ipConfigurations: [] });
  }
}

export const azFailure = (message: string): ProgramRun => ({
  ended: 'done',
  exit: 1,
  stdout: '',
  stderr: `ERROR: ${message}\n`,
});

/** The output for the queries that peerway makes (JMESPath). */
function printed(words: readonly string[], value: unknown): string {
  if (value === undefined) return '';
  const query = words[words.indexOf('--query') + 1] ?? '';
  if (!words.includes('--query')) return JSON.stringify(value);
  const vnets = value as Vnet[];
  const marks = [...query.matchAll(/to_string\(tags\."([^"]+)"\)/g)].map(([, key = '']) => key);
  if (query.startsWith('[].join('))
    return vnets
      .map(({ name, tags }) => `${[name, ...marks.map((key) => tags[key] ?? 'null')].join(',')}\n`)
      .join('');
  const [condition = '', rest = ''] = query.split('].', 2);
  const found = vnets.filter((vnet) => fits(condition, vnet));
  const subnet = /\[\?name=='([^']+)'\]/.exec(query.slice(condition.length))?.[1];
  const names = rest.startsWith('subnets')
    ? found.flatMap(({ subnets }) => subnets).filter(({ name }) => name === subnet)
    : found;
  return names[0] === undefined ? '' : `${names[0].name}\n`;
}

/** `[?name=='hub' && tags."k"=='v'`. */
const fits = (condition: string, { name, tags }: Vnet): boolean =>
  [...condition.matchAll(/(name|tags\."([^"]+)")=='([^']*)'/g)].every(
    ([, field, key = '', wanted]) => (field === 'name' ? name : tags[key]) === wanted,
  );

/** `az` with a resource group in memory. */
export const azOf = (model: VnetModel): Program => ({
  name: 'az',
  run: async (words) => {
    try {
      const value = model.answer(words);
      return { ended: 'done', exit: 0, stdout: printed(words, value), stderr: '' };
    } catch (error) {
      return azFailure((error as Error).message);
    }
  },
});
