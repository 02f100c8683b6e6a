/** A small Compute API on loopback for the real `gcloud`: networks, their peerings, subnets and firewall rules. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type FirewallBody,
  firewallBody,
  type NetworkBody,
  networkBody,
  type PeeringBody,
  peeringBody,
  Refused,
  subnetBody,
} from './compute-bodies.ts';

export interface Subnetwork {
  readonly description?: string;
  readonly name: string;
  readonly region: string;
  readonly ipCidrRange: string;
  readonly secondary?: Readonly<Record<string, string>>;
  readonly ipv6?: string;
}

export interface Network {
  readonly project: string;
  readonly name: string;
  readonly description?: string;
  readonly auto?: boolean;
  readonly subnets: readonly Subnetwork[];
}

/** A call of `gcloud`. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly filter: string;
}

type Stored = Network & { readonly peerings: Map<string, PeeringBody>; readonly subnets: Subnetwork[] };
type Rule = FirewallBody & { readonly project: string };

/** The most peerings of one network. */
const MOST_PEERINGS = 25;
const BUSY = 'There is a peering operation in progress on the local or peer network. Try again later.';
const WAITING = 'Waiting for peer network to connect.';

export class ComputeApi {
  readonly calls: Call[] = [];
  /** The number of peering changes that are refused because another one is in progress. */
  busy = 0;
  /** Projects that the credentials may not read. */
  readonly denied = new Set<string>();
  readonly #networks = new Map<string, Stored>();
  readonly #rules = new Map<string, Rule>();
  #url = '';
  readonly #server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', this.#url);
    const sent = await text(request);
    const call = {
      method: request.method ?? '',
      path: url.pathname.replace('/compute/v1/projects/', ''),
      body: sent === '' ? undefined : JSON.parse(sent),
      filter: url.searchParams.get('filter') ?? '',
    };
    this.calls.push(call);
    const { status, value } = this.#answer(call);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  });

  constructor(networks: readonly Network[]) {
    for (const network of networks)
      this.#networks.set(keyOf(network.project, network.name), {
        ...network,
        subnets: [...network.subnets],
        peerings: new Map(),
      });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /**
   * Returns the variables with which `gcloud` finds the API.
   * @param folder  receives the configuration of `gcloud`
   */
  env(folder: string): Record<string, string> {
    return {
      CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${this.#url}/compute/v1/`,
      CLOUDSDK_API_ENDPOINT_OVERRIDES_VPCACCESS: `${this.#url}/`,
      CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
      CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
      CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
      CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
      CLOUDSDK_CONFIG: join(folder, 'gcloud'),
    };
  }

  /** Returns everything that peerings and rules added, for comparison. */
  held(): { readonly peerings: readonly string[]; readonly rules: readonly string[] } {
    const peerings = [...this.#networks].flatMap(([key, network]) =>
      [...network.peerings.values()].map((one) => `${key} ${one.name} ${this.#stateOf(key, one).state}`),
    );
    return { peerings, rules: [...this.#rules.keys()] };
  }

  #answer(call: Call): { status: number; value: unknown } {
    try {
      return { status: 200, value: this.#route(call) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const { status: code, message, reason } = error;
      return {
        status: code,
        value: { error: { code, message, errors: [{ message, domain: 'global', reason }] } },
      };
    }
  }

  #route(call: Call): unknown {
    const { method, path, body, filter } = call;
    if (path.endsWith('/connectors')) return { connectors: [] };
    const [project = '', ...rest] = path.split('/');
    if (this.denied.has(project))
      throw new Refused(
        403,
        `Required 'compute.networks.get' permission for 'projects/${project}/global/networks'`,
        'forbidden',
      );
    const [scope, kind, name, verb] = rest;
    if (scope === 'aggregated' && kind === 'subnetworks') return this.#subnetworks(project);
    if (scope === 'aggregated' || kind === 'routes') return { items: {} };
    if (scope === 'regions') return this.#regional(call);
    if (kind === 'operations') return this.#operation(project, 'get', `${project}/global/operations/op`);
    if (kind === 'networks') {
      if (method === 'GET' && name === undefined)
        return { items: this.#networksOf(project).filter(filterOf(filter)) };
      if (method === 'POST' && name === undefined) return this.#createNetwork(project, networkBody(body));
      if (method === 'DELETE') return this.#deleteNetwork(this.#network(project, name ?? ''));
      const network = this.#network(project, name ?? '');
      if (method === 'GET') return this.#networkValue(network);
      this.#change(network, verb, body);
      return this.#operation(project, verb ?? '', `${project}/global/networks/${network.name}`);
    }
    if (kind === 'firewalls') return this.#firewalls(project, method, name, body);
    throw new Refused(404, `nothing is at ${path}`, 'notFound');
  }

  #createNetwork(project: string, body: NetworkBody): unknown {
    const { name, description } = body;
    const key = keyOf(project, name);
    if (this.#networks.has(key))
      throw new Refused(
        409,
        `The resource 'projects/${project}/global/networks/${name}' already exists`,
        'alreadyExists',
      );
    const text = description === undefined ? {} : { description };
    this.#networks.set(key, { project, name, ...text, subnets: [], peerings: new Map() });
    return this.#operation(project, 'insert', `${project}/global/networks/${name}`);
  }

  #deleteNetwork({ project, name, subnets, peerings }: Stored): unknown {
    const path = `${project}/global/networks/${name}`;
    const rules = [...this.#rules.values()].filter((rule) => rule.network.endsWith(`/${path}`));
    if (subnets.length + peerings.size + rules.length > 0)
      throw new Refused(
        400,
        `The network resource 'projects/${path}' is already being used by another resource`,
        'resourceInUseByAnotherResource',
      );
    this.#networks.delete(keyOf(project, name));
    return this.#operation(project, 'delete', path);
  }

  /** Subnets and operations of a region. */
  #regional({ method, path, body }: Call): unknown {
    const [project = '', , region = '', kind, name = ''] = path.split('/');
    const target = `${project}/regions/${region}/subnetworks/${name}`;
    if (kind !== 'subnetworks') return this.#operation(project, 'get', target, `regions/${region}`);
    if (method === 'POST') {
      const { network, ...subnet } = subnetBody(body);
      const owner = this.#network(project, network.slice(network.lastIndexOf('/') + 1));
      owner.subnets.push({ ...subnet, region });
      return this.#operation(project, 'insert', `${target}${subnet.name}`, `regions/${region}`);
    }
    for (const { subnets } of this.#networks.values()) {
      const at = subnets.findIndex((one) => one.name === name && one.region === region);
      if (at < 0) continue;
      if (method === 'GET') return { ...subnets[at], region: this.#link(`${project}/regions/${region}`) };
      subnets.splice(at, 1);
      return this.#operation(project, 'delete', target, `regions/${region}`);
    }
    throw new Refused(404, `The resource 'projects/${target}' was not found`, 'notFound');
  }

  #change(network: Stored, verb: string | undefined, body: unknown): void {
    if (this.busy > 0) {
      this.busy--;
      throw new Refused(400, BUSY, 'resourceNotReady');
    }
    if (verb === 'addPeering') this.#addPeering(network, peeringBody(body, true));
    else if (verb === 'updatePeering') {
      const changed = peeringBody(body, false);
      network.peerings.set(changed.name, { ...this.#peering(network, changed.name), ...changed });
    } else if (verb === 'removePeering') {
      const { name } = body as { name: string };
      this.#peering(network, name);
      network.peerings.delete(name);
    } else throw new Refused(404, `networks know no ${verb}`, 'notFound');
  }

  #addPeering(network: Stored, peering: PeeringBody): void {
    const { peerings } = network;
    const others = [...peerings.values()];
    if (peerings.has(peering.name) || others.some((one) => one.network === peering.network))
      throw new Refused(
        409,
        `There is already a peering to network ${peering.network}, or one named ${peering.name}.`,
        'alreadyExists',
      );
    if (peerings.size >= MOST_PEERINGS)
      throw new Refused(
        403,
        `Quota 'PEERINGS_PER_NETWORK' exceeded.  Limit: ${MOST_PEERINGS}.0 globally.`,
        'quotaExceeded',
      );
    const peer = this.#networks.get(peerKey(peering.network));
    for (const mine of network.subnets)
      for (const theirs of peer?.subnets ?? [])
        if (mine.ipCidrRange === theirs.ipCidrRange)
          throw new Refused(
            400,
            `An IP range in the peer network (${theirs.ipCidrRange}) overlaps with an IP range in the local network (${mine.ipCidrRange}) allocated by resource (projects/${network.project}/regions/${mine.region}/subnetworks/${mine.name}).`,
            'invalid',
          );
    peerings.set(peering.name, peering);
  }

  #firewalls(project: string, method: string, name: string | undefined, body: unknown): unknown {
    if (method === 'POST') {
      const rule = { ...firewallBody(body), project };
      const key = keyOf(project, rule.name);
      if (this.#rules.has(key))
        throw new Refused(
          409,
          `The resource 'projects/${project}/global/firewalls/${rule.name}' already exists`,
          'alreadyExists',
        );
      this.#rules.set(key, rule);
      return this.#operation(project, 'insert', `${project}/global/firewalls/${rule.name}`);
    }
    const ofProject = [...this.#rules.values()].filter((rule) => rule.project === project);
    if (name === undefined) return { items: ofProject.map((rule) => this.#ruleValue(rule)) };
    const rule = this.#rules.get(keyOf(project, name));
    if (!rule)
      throw new Refused(
        404,
        `The resource 'projects/${project}/global/firewalls/${name}' was not found`,
        'notFound',
      );
    if (method === 'PATCH') {
      this.#rules.set(keyOf(project, name), { ...rule, ...firewallBody(body, false) });
      return this.#operation(project, 'patch', `${project}/global/firewalls/${name}`);
    }
    if (method === 'DELETE') {
      this.#rules.delete(keyOf(project, name));
      return this.#operation(project, 'delete', `${project}/global/firewalls/${name}`);
    }
    return this.#ruleValue(rule);
  }

  #network(project: string, name: string): Stored {
    const network = this.#networks.get(keyOf(project, name));
    if (network) return network;
    throw new Refused(
      404,
      `The resource 'projects/${project}/global/networks/${name}' was not found`,
      'notFound',
    );
  }

  #peering({ name: network, peerings }: Stored, name: string): PeeringBody {
    const peering = peerings.get(name);
    if (peering) return peering;
    throw new Refused(400, `There is no peering ${name} in network ${network}.`, 'invalid');
  }

  #stateOf(key: string, { network }: PeeringBody): { state: string; stateDetails: string } {
    const peer = this.#networks.get(peerKey(network));
    const isMutual = [...(peer?.peerings.values() ?? [])].some((one) => peerKey(one.network) === key);
    return isMutual
      ? { state: 'ACTIVE', stateDetails: '[2026-01-01T00:00:00.000-08:00]: Connected.' }
      : { state: 'INACTIVE', stateDetails: `[2026-01-01T00:00:00.000-08:00]: ${WAITING}` };
  }

  readonly #networksOf = (project: string): unknown[] =>
    [...this.#networks.values()]
      .filter((network) => network.project === project)
      .map((network) => this.#networkValue(network));

  #networkValue(network: Stored): unknown {
    const key = keyOf(network.project, network.name);
    return {
      kind: 'compute#network',
      name: network.name,
      ...(network.description === undefined ? {} : { description: network.description }),
      autoCreateSubnetworks: network.auto ?? false,
      selfLink: this.#link(`${network.project}/global/networks/${network.name}`),
      peerings: [...network.peerings.values()].map((one) => ({
        ...one,
        network: `https://www.googleapis.com/compute/v1/${one.network}`,
        ...this.#stateOf(key, one),
      })),
    };
  }

  #subnetworks(project: string): unknown {
    const all = [...this.#networks.values()].filter((network) => network.project === project);
    const subnetworks = all.flatMap((network) =>
      network.subnets.map((subnet) => ({
        kind: 'compute#subnetwork',
        name: subnet.name,
        ...(subnet.description === undefined ? {} : { description: subnet.description }),
        network: this.#link(`${project}/global/networks/${network.name}`),
        region: this.#link(`${project}/regions/${subnet.region}`),
        ipCidrRange: subnet.ipCidrRange,
        ...(subnet.ipv6 ? { ipv6CidrRange: subnet.ipv6 } : {}),
        secondaryIpRanges: Object.entries(subnet.secondary ?? {}).map(([rangeName, ipCidrRange]) => ({
          rangeName,
          ipCidrRange,
        })),
      })),
    );
    return { items: { 'regions/all': { subnetworks } } };
  }

  readonly #ruleValue = ({ project, ...rule }: Rule): unknown => ({
    kind: 'compute#firewall',
    selfLink: this.#link(`${project}/global/firewalls/${rule.name}`),
    ...rule,
  });

  readonly #operation = (
    project: string,
    operationType: string,
    target: string,
    scope = 'global',
  ): unknown => ({
    kind: 'compute#operation',
    name: 'op',
    operationType,
    status: 'DONE',
    progress: 100,
    ...(scope === 'global' ? {} : { region: this.#link(`${project}/${scope}`) }),
    selfLink: this.#link(`${project}/${scope}/operations/op`),
    targetLink: this.#link(target),
  });

  readonly #link = (path: string): string => `${this.#url}/compute/v1/projects/${path}`;
}

/** `(name eq ".*\bfiles\b.*")(description eq "…")`, which gcloud sends for --filter and leaves to the server. */
function filterOf(text: string): (item: unknown) => boolean {
  const terms = [...text.matchAll(/(\w+) eq "([^"]*)"/g)];
  return (item) =>
    terms.every(([, key = '', value]) =>
      new RegExp(`^(?:${value})$`).test(String((item as Record<string, unknown>)[key] ?? '')),
    );
}

const keyOf = (project: string, name: string): string => `${project}/${name}`;

/** Turns `projects/p/global/networks/b` into `p/b`. */
const peerKey = (network: string): string =>
  network.replace(/^.*projects\/([^/]+)\/global\/networks\/([^/]+)$/, '$1/$2');
