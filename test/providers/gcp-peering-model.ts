/** Networks of GCP projects with their peerings and firewall rules in memory, behind the command line of `gcloud`. */
import type { Program } from '../../src/exec/program.ts';
import { gcpFailure } from './gcp-model.ts';

interface Half {
  readonly name: string;
  readonly peer: string;
  options: Record<string, boolean | string>;
}

interface Rule {
  readonly name: string;
  readonly network: string;
  sources: string[];
}

const PREFIX = 'https://www.googleapis.com/compute/v1/projects/';

/** Keys are `project/network` and `project/rule`. */
export class GcpPeeringModel {
  readonly halves = new Map<string, Half[]>();
  readonly rules = new Map<string, Rule>();

  constructor(...networks: readonly string[]) {
    for (const network of networks) this.halves.set(network, []);
  }

  /** Returns every object, for comparison. */
  held(): string[] {
    const halves = [...this.halves].flatMap(([network, all]) =>
      all.map((half) => `${network} ${half.name} ${this.#stateOf(network, half)}`),
    );
    const rules = [...this.rules].map(([key, { sources }]) => `${key} ${sources.join(',')}`);
    return [...halves, ...rules].sort();
  }

  /** Runs a command line; returns what it prints. */
  answer(words: readonly string[]): string {
    const flags = new Map(
      words
        .filter((word) => word.startsWith('--'))
        .map((word) => word.slice(2).split(/=(.*)/s) as [string, string]),
    );
    const verbs = words.slice(1).filter((word) => !word.startsWith('--'));
    const flag = (name: string): string => flags.get(name) ?? '';
    if (verbs[0] === 'firewall-rules') return this.#firewall(verbs, flag);
    if (verbs[1] === 'describe') return this.#describe(`${flag('project')}/${verbs[2]}`);
    const network = `${flag('project')}/${flag('network')}`;
    const halves = this.#halvesOf(network);
    const [, , verb, name = ''] = verbs;
    const half = halves.find((one) => one.name === name);
    if (verb === 'list') {
      const wanted = flag('filter').replace('peerings.name=', '');
      return halves
        .filter((one) => one.name === wanted)
        .map((one) => `${this.#stateOf(network, one)}\n`)
        .join('');
    }
    if (verb === 'create') {
      if (half) throw new Error(`There is already a peering named ${name}.`);
      const peer = `${flag('peer-project')}/${flag('peer-network')}`;
      this.#halvesOf(peer);
      halves.push({ name, peer, options: optionsIn(flags) });
      return '';
    }
    if (!half) throw new Error(`There is no peering ${name} in network ${network}.`);
    if (verb === 'update') Object.assign(half.options, optionsIn(flags));
    else halves.splice(halves.indexOf(half), 1);
    return '';
  }

  #halvesOf(network: string): Half[] {
    const halves = this.halves.get(network);
    if (halves) return halves;
    throw new Error(`The resource 'projects/${network.replace('/', '/global/networks/')}' was not found`);
  }

  #stateOf(network: string, { peer }: Half): 'ACTIVE' | 'INACTIVE' {
    return this.halves.get(peer)?.some((one) => one.peer === network) ? 'ACTIVE' : 'INACTIVE';
  }

  #describe(network: string): string {
    const peerings = this.#halvesOf(network).map((half) => ({
      ...{ name: half.name, state: this.#stateOf(network, half), stateDetails: '', ...half.options },
      network: `${PREFIX}${half.peer.replace('/', '/global/networks/')}`,
    }));
    return JSON.stringify({ name: network.split('/')[1], peerings });
  }

  #firewall([, verb, name = '']: readonly string[], flag: (name: string) => string): string {
    const project = flag('project');
    const key = `${project}/${name}`;
    if (verb === 'list') {
      const start = flag('filter').replace('name~^', '');
      const found = [...this.rules].filter(
        ([one, rule]) => one.startsWith(`${project}/`) && rule.name.startsWith(start),
      );
      return JSON.stringify(
        found.map(([, rule]) => ({
          name: rule.name,
          network: `${PREFIX}${rule.network.replace('/', '/global/networks/')}`,
          sourceRanges: rule.sources,
          direction: 'INGRESS',
          allowed: [{ IPProtocol: 'all' }],
        })),
      );
    }
    const rule = this.rules.get(key);
    const missing = `The resource 'projects/${project}/global/firewalls/${name}'`;
    if (verb === 'create') {
      if (rule) throw new Error(`${missing} already exists`);
      const sources = flag('source-ranges').split(',');
      this.rules.set(key, { name, network: `${project}/${flag('network')}`, sources });
      return '';
    }
    if (!rule) throw new Error(`${missing} was not found`);
    if (verb === 'update') rule.sources = flag('source-ranges').split(',');
    else this.rules.delete(key);
    return '';
  }
}

/** `--no-import-custom-routes` and the like. */
function optionsIn(flags: ReadonlyMap<string, string>): Record<string, boolean | string> {
  const camel = (word: string): string =>
    word.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const options = [...flags].filter(([name]) => /^(no-)?(export|import)-|^stack-type$/.test(name));
  return Object.fromEntries(
    options.map(([name, value]) =>
      name === 'stack-type'
        ? ['stackType', value]
        : [camel(name.replace(/^no-/, '')), !name.startsWith('no-')],
    ),
  );
}

/** `gcloud` with these networks. */
export const gcloudPeeringsOf = (model: GcpPeeringModel): Program => ({
  name: 'gcloud',
  run: async (words) => {
    try {
      return { ended: 'done', exit: 0, stdout: model.answer(words), stderr: '' };
    } catch (error) {
      return gcpFailure((error as Error).message);
    }
  },
});
