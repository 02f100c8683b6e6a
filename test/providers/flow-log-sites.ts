/** AWS, GCP and Azure with one active peering and everything about flow logs, behind the command lines of their CLIs. */
import type { State } from '../../src/model/state.ts';
import { EMPTY_STATE } from '../../src/model/state.ts';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { aws, azure, type CloudPlan, gcp, guid, peered, withCloudVpc } from '../support/cloud-plans.ts';
import { CutOff } from './operator.ts';
import type { Answer } from './scripted.ts';

export type Via = 'aws' | 'gcp' | 'azure';
export type Vpc = 'seoul' | 'osaka' | 'tokyo';

/** One flow log, or one configuration of flow logs. */
export interface Log {
  readonly id: string;
  readonly vpc: Vpc;
  readonly to: string;
  /** Other fields as the cloud shows them. */
  readonly more?: Readonly<Record<string, unknown>>;
  /** The name or tag by which peerway knows its own. */
  readonly name: string;
}

export const PCX = 'pcx-0123456789abcdef0';
export const VPCS: readonly Vpc[] = ['seoul', 'osaka', 'tokyo'];
const DIGIT: Record<Vpc, string> = { seoul: '1', osaka: '2', tokyo: '3' };
const REGION: Record<Vpc, string> = {
  seoul: 'ap-northeast-2',
  osaka: 'ap-northeast-3',
  tokyo: 'ap-northeast-1',
};

/** Deletions of the peering itself and of its rules. */
const DELETIONS = /delete-vpc-peering-connection|peerings delete|vnet peering delete|firewall-rules delete/;

/** A cloud that keeps what it is told. */
export abstract class FlowSite {
  abstract readonly via: Via;
  /** A destination, and another one where the cloud has one. */
  abstract readonly destinations: readonly [string, string];
  logs: Log[] = [];
  /** Command lines that have changed something. */
  readonly changes: string[] = [];
  /** Questions about flow logs. */
  asked = 0;
  /** Number of changes to let through. The run is cut off after the next one. */
  lives = Number.POSITIVE_INFINITY;
  /** Answers in place of the usual ones, by a part of the command line. */
  readonly answers: Record<string, Answer> = {};

  /** Each log, as `seoul -> destination`. */
  held(): string[] {
    return this.logs.map(({ vpc, to }) => `${vpc} -> ${to}`).sort();
  }

  readonly answer = (line: string): Answer => {
    const given = Object.entries(this.answers).find(([part]) => line.includes(part));
    if (given) return given[1];
    if (DELETIONS.test(line)) return '';
    const change = this.changed(line);
    if (change === undefined) return this.read(line);
    this.changes.push(line);
    if (this.lives-- > 0) return change;
    throw new CutOff();
  };

  protected add(log: Omit<Log, 'id'>): Log {
    const id = `fl-${String(this.changes.length + this.logs.length + 1).padStart(17, '0')}`;
    const made = { ...log, id };
    this.logs.push(made);
    return made;
  }

  /** A flow log that someone else has set up. */
  abstract addForeign(vpc: Vpc, to: string): void;
  /** Makes the change of a command line and returns its output; undefined for a question. */
  protected abstract changed(line: string): Answer | undefined;
  protected abstract read(line: string): Answer;
}

const after = (line: string, flag: string): string =>
  line.split(`${flag}${flag.endsWith('=') ? '' : ' '}`)[1]?.split(' ')[0] ?? '';

export class AwsSite extends FlowSite {
  readonly via = 'aws';
  readonly destinations = ['arn:aws:s3:::flow-logs', 'arn:aws:s3:::archive/vpc/'] as const;

  addForeign(vpc: Vpc, to: string): void {
    this.add({ vpc, to, name: 'audit' });
  }

  protected changed(line: string): Answer | undefined {
    if (line.includes(' create-flow-logs ')) return this.#create(line);
    if (!line.includes(' delete-flow-logs ')) return undefined;
    const id = after(line, '--flow-log-ids');
    if (!this.logs.some((log) => log.id === id)) return `InvalidFlowLogId.NotFound\tNo ${id}`;
    this.logs = this.logs.filter((log) => log.id !== id);
    return 'None';
  }

  #create(line: string): Answer {
    const [to, vpc] = [after(line, '--log-destination'), this.#vpcIn(after(line, '--resource-ids'))];
    if (this.logs.some((log) => log.vpc === vpc && log.to === to))
      return 'FlowLogAlreadyExists\tThere is an existing Flow Log with the same configuration.';
    const role = after(line, '--deliver-logs-permission-arn');
    const name = /Value=([^}]*)/.exec(line)?.[1] ?? '';
    return this.add({ vpc, to, name, more: role ? { DeliverLogsPermissionArn: role } : {} }).id;
  }

  readonly #vpcIn = (id: string): Vpc => VPCS.find((vpc) => id.includes(DIGIT[vpc].repeat(17))) as Vpc;

  protected read(line: string): Answer {
    const vpc = VPCS.find((one) => after(line, '--region') === REGION[one]) as Vpc;
    if (line.includes('describe-flow-logs')) {
      this.asked++;
      const FlowLogs = this.logs
        .filter((log) => log.vpc === vpc)
        .map(({ id, to, name, more }) => ({
          FlowLogId: id,
          LogDestination: to,
          TrafficType: 'ALL',
          DeliverLogsStatus: 'SUCCESS',
          Tags: [{ Key: 'Name', Value: name }],
          ...more,
        }));
      return { FlowLogs };
    }
    if (line.includes('describe-vpc-peering-connections'))
      return line.includes('--output text') ? 'active' : { VpcPeeringConnections: CONNECTIONS };
    if (line.includes('describe-route-tables'))
      return { RouteTables: [{ RouteTableId: 'rtb-0', Routes: [] }] };
    if (line.includes('describe-security-groups')) return { SecurityGroups: [] };
    if (line.includes('describe-network-acls')) return { NetworkAcls: [] };
    throw new Error(`unexpected: ${line}`);
  }
}

const vpcId = (vpc: Vpc): string => `vpc-${DIGIT[vpc].repeat(17)}`;

const CONNECTIONS = [
  ['seoul', 'osaka', PCX],
  ['seoul', 'tokyo', `${PCX.slice(0, -1)}1`],
].map(([a, b, id]) => ({
  VpcPeeringConnectionId: id,
  Status: { Code: 'active', Message: 'Active' },
  RequesterVpcInfo: { VpcId: vpcId(a as Vpc) },
  AccepterVpcInfo: { VpcId: vpcId(b as Vpc) },
}));

export class GcpSite extends FlowSite {
  readonly via = 'gcp';
  readonly destinations = ['logging', 'logging'] as const;

  addForeign(vpc: Vpc, to: string): void {
    this.add({ vpc, to, name: 'audit' });
  }

  protected changed(line: string): Answer | undefined {
    const [, verb, name = ''] = / ?vpc-flow-logs-configs (create|update|delete) (\S+)/.exec(line) ?? [];
    if (verb === undefined) return undefined;
    const known = this.logs.find((log) => log.name === name);
    if (verb === 'create') {
      if (known) return gcloudError(`ALREADY_EXISTS: Resource 'vpcFlowLogsConfigs/${name}' already exists`);
      const vpc = VPCS.find((one) => after(line, '--network=').endsWith(`/networks/${one}`)) as Vpc;
      this.add({ vpc, to: 'logging', name });
      return '';
    }
    if (!known) return gcloudError(`NOT_FOUND: Resource 'vpcFlowLogsConfigs/${name}' was not found`);
    this.logs = this.logs.filter((log) => log !== known);
    if (verb === 'update') this.logs.push({ ...known, more: { state: 'ENABLED' } });
    return '';
  }

  protected read(line: string): Answer {
    const vpc = VPCS.find((one) => line.includes(`--project=team-${one}`)) as Vpc;
    if (line.includes('vpc-flow-logs-configs list')) {
      this.asked++;
      return this.logs
        .filter((log) => log.vpc === vpc)
        .map(({ name, more }) => ({
          name: `projects/team-${vpc}/locations/global/vpcFlowLogsConfigs/${name}`,
          network: `projects/team-${vpc}/global/networks/${vpc}`,
          state: 'ENABLED',
          ...more,
        }));
    }
    if (line.includes('networks describe')) return { peerings: GCP_HALVES[vpc] };
    if (line.includes('peerings list')) return 'ACTIVE';
    // The rules of others, of which there are none.
    if (line.includes(' list') && !line.includes('name~')) return [];
    const peering = /name~\^peerway-(\S+)-to-/.exec(line)?.[1] ?? '';
    const peer = peering.split('-').find((name) => name !== vpc) as Vpc;
    if (line.includes('firewall-rules list'))
      return [
        {
          name: `peerway-${peering}-to-${vpc}`,
          network: `x/networks/${vpc}`,
          sourceRanges: [CIDR[peer]],
          allowed: [{ IPProtocol: 'all' }],
        },
      ];
    throw new Error(`unexpected: ${line}`);
  }
}

const gcloudError = (text: string): Answer => ({
  stderr: `ERROR: (gcloud.network-management.vpc-flow-logs-configs.x) ${text}\n`,
});

const CIDR: Record<Vpc, string> = { seoul: '10.1.0.0/16', osaka: '10.2.0.0/16', tokyo: '10.3.0.0/16' };

const gcpHalf = (name: string, peer: Vpc) => ({
  name,
  network: `https://compute/projects/team-${peer}/global/networks/${peer}`,
  state: 'ACTIVE',
  stackType: 'IPV4_ONLY',
});

const GCP_HALVES: Record<Vpc, object[]> = {
  seoul: [gcpHalf('seoul-osaka', 'osaka'), gcpHalf('seoul-tokyo', 'tokyo')],
  osaka: [gcpHalf('seoul-osaka', 'seoul')],
  tokyo: [gcpHalf('seoul-tokyo', 'seoul')],
};

export const storage = (name: string): string =>
  `/subscriptions/${guid('1')}/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/${name}`;

export const vnetId = (vpc: Vpc): string =>
  `/subscriptions/${guid(DIGIT[vpc])}/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/${vpc}`;

export class AzureSite extends FlowSite {
  readonly via = 'azure';
  readonly destinations = [storage('flowlogs'), storage('archive')] as const;

  addForeign(vpc: Vpc, to: string): void {
    this.add({ vpc, to, name: 'audit' });
  }

  protected changed(line: string): Answer | undefined {
    const verb = /watcher flow-log (create|delete)/.exec(line)?.[1];
    if (verb === undefined) return undefined;
    if (after(line, '--location') !== 'koreacentral') throw new Error(`no region: ${line}`);
    const name = after(line, '--name');
    this.logs = this.logs.filter((log) => log.name !== name);
    if (verb === 'delete') return '';
    const vpc = VPCS.find((one) => after(line, '--vnet') === vnetId(one)) as Vpc;
    if (this.logs.some((log) => log.vpc === vpc))
      return { stderr: 'ERROR: (FlowLogExists) The VNet has a flow log\nCode: FlowLogExists\n' };
    this.add({ vpc, to: after(line, '--storage-account'), name });
    return '';
  }

  protected read(line: string): Answer {
    const vpc = VPCS.find((one) => line.includes(guid(DIGIT[one]))) as Vpc;
    if (line.includes('flow-log list')) {
      this.asked++;
      return this.logs
        .filter((log) => log.vpc === vpc)
        .map(({ name, to, more }) => ({
          name,
          targetResourceId: vnetId(vpc).toUpperCase(),
          storageId: to,
          enabled: true,
          ...more,
        }));
    }
    if (line.includes('--query location')) return 'koreacentral\n';
    if (line.includes('vnet show')) {
      const peers: Vpc[] = vpc === 'seoul' ? ['osaka', 'tokyo'] : ['seoul'];
      return {
        location: 'koreacentral',
        addressSpace: { addressPrefixes: [CIDR[vpc]] },
        virtualNetworkPeerings: peers.map((peer) => ({
          name: vpc === 'seoul' ? `seoul-${peer}` : `seoul-${vpc}`,
          peeringState: 'Connected',
          allowVirtualNetworkAccess: true,
          remoteVirtualNetwork: { id: vnetId(peer) },
        })),
      };
    }
    throw new Error(`unexpected: ${line}`);
  }
}

const PROVIDERS = {
  aws: (vpc: Vpc) => aws(REGION[vpc], DIGIT[vpc], { routeTables: [], securityGroups: [] }),
  gcp: (vpc: Vpc) => gcp(`team-${vpc}`, vpc),
  azure: (vpc: Vpc) => azure(DIGIT[vpc], 'net', vpc),
};

/** A plan of three VPCs, of which the first is actively peered with the second, and with the third if `second` is given. */
export function plannedAt(via: Via, first: CloudPlan['options'] = {}, second?: CloudPlan['options']): State {
  const vpcs = VPCS.reduce(
    (all, vpc) => withCloudVpc(all, vpc, { cidrs: [CIDR[vpc]], provider: PROVIDERS[via](vpc) }),
    EMPTY_STATE,
  );
  const one = active(peered(vpcs, 'seoul', 'osaka', { via, duplex: true, options: first }).state, via, 0);
  if (second === undefined) return one;
  return active(peered(one, 'seoul', 'tokyo', { via, duplex: true, options: second }).state, via, 1);
}

const active = (state: State, via: Via, at: 0 | 1): State =>
  observePeering(state, `seoul-${at === 0 ? 'osaka' : 'tokyo'}` as Name, {
    status: 'active',
    ...(via === 'aws' ? { id: `${PCX.slice(0, -1)}${at}` } : {}),
  });

export const siteAt = (via: Via): FlowSite =>
  ({ aws: () => new AwsSite(), gcp: () => new GcpSite(), azure: () => new AzureSite() })[via]();
