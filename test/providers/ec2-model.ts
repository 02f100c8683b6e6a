/**
 * EC2 of one account in memory, behind the command line of `aws`: VPCs, their parts and their peerings. It refuses what
 * AWS refuses, also where moto does not.
 */
import type { Program, ProgramRun } from '../../src/exec/program.ts';
import type { Cidr } from '../../src/model/address/cidr.ts';
import { contains, overlaps, readCidr } from '../../src/model/address/cidr.ts';

import { Visibility } from './visibility.ts';

export type Item = Record<string, unknown>;

interface Region {
  readonly vpcs: Item[];
  readonly subnets: Item[];
  readonly gateways: Item[];
  readonly tables: (Item & { Routes: Item[]; Associations: Item[] })[];
  readonly groups: (Item & { IpPermissions: Item[] })[];
  /** Instances, interfaces and the like that people have put into VPCs, by the question that lists them. */
  readonly others: Map<string, Item[]>;
  /** Questions whose objects no longer use anything. */
  readonly ended: Set<string>;
}

/** An error of EC2. */
export class Ec2Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** VPCs of one region, the default VPC included (Amazon VPC quotas). */
const MOST_VPCS = 5;

export class Ec2Model {
  readonly account = '111122223333';
  readonly #regions = new Map<string, Region>();
  readonly connections: Item[] = [];
  /** Hides new objects from questions, and from commands that name them. */
  readonly visibility = new Visibility();
  #last = 0;

  region(name: string): Region {
    const known = this.#regions.get(name);
    if (known) return known;
    const region = {
      vpcs: [],
      subnets: [],
      gateways: [],
      tables: [],
      groups: [],
      others: new Map(),
      ended: new Set<string>(),
    };
    this.#regions.set(name, region);
    return region;
  }

  #id(prefix: string): string {
    this.#last += 1;
    return `${prefix}-${this.#last.toString(16).padStart(17, '0')}`;
  }

  /** Returns every object, for comparison: `VpcId`s and the like with their tags. */
  held(region: string): string[] {
    const { vpcs, subnets, gateways, tables, groups } = this.region(region);
    return [...vpcs, ...subnets, ...gateways, ...tables, ...groups]
      .map((item) => tagOf(item, 'peerway:object'))
      .filter((object) => object !== '')
      .sort();
  }

  /** Creates a VPC with its main route table and its default security group, as the default VPC of a region has them. */
  createVpc(name: string, cidr: Cidr, tags: Item[] = []): Item {
    const region = this.region(name);
    if (region.vpcs.length >= MOST_VPCS)
      throw new Ec2Refusal('VpcLimitExceeded', 'The maximum number of VPCs has been reached.');
    const vpc: Item = {
      VpcId: this.#id('vpc'),
      OwnerId: this.account,
      CidrBlock: cidr,
      State: 'available',
      dns: false,
      CidrBlockAssociationSet: [{ CidrBlock: cidr, CidrBlockState: { State: 'associated' } }],
      Tags: tags,
    };
    region.vpcs.push(vpc);
    this.#table(name, vpc['VpcId'], [], true);
    this.#group(name, vpc['VpcId'], 'default', []);
    return vpc;
  }

  #table(name: string, vpc: unknown, tags: Item[], isMain = false): Item {
    const table = {
      RouteTableId: this.#id('rtb'),
      VpcId: vpc,
      Routes: [
        { DestinationCidrBlock: this.#vpc(name, vpc)['CidrBlock'], GatewayId: 'local', State: 'active' },
      ],
      Associations: isMain ? [{ RouteTableAssociationId: this.#id('rtbassoc'), Main: true }] : [],
      Tags: tags,
    };
    this.region(name).tables.push(table);
    return table;
  }

  #group(name: string, vpc: unknown, group: string, tags: Item[]): Item {
    const { groups } = this.region(name);
    if (groups.some((one) => one['VpcId'] === vpc && one['GroupName'] === group))
      throw new Ec2Refusal('InvalidGroup.Duplicate', `The security group '${group}' already exists`);
    const made = { GroupId: this.#id('sg'), VpcId: vpc, GroupName: group, IpPermissions: [], Tags: tags };
    groups.push(made);
    return made;
  }

  #vpc(region: string, id: unknown): Item {
    return found(this.region(region).vpcs, 'VpcId', id, 'InvalidVpcID');
  }

  /** Runs a command line; returns the document that it prints. */
  answer(words: readonly string[]): unknown {
    const flags = flagsOf(words);
    const region = flags.get('region')?.[0] ?? '';
    const verb = words[1] ?? '';
    if (words[0] === 'sts') return { Account: this.account };
    if (verb.startsWith('describe-')) return this.#describe(region, verb, flags);
    this.#throwIfHidden(region, flags);
    const value = this.#change(region, verb, flags);
    this.visibility.note(this.#objects(region));
    return value;
  }

  #objects(name: string): Item[] {
    const { vpcs, subnets, gateways, tables, groups } = this.region(name);
    return [...vpcs, ...subnets, ...gateways, ...tables, ...groups];
  }

  #throwIfHidden(region: string, flags: Flags): void {
    if (!this.visibility.hidesIds) return;
    const hidden = this.#objects(region).filter((item) => !this.visibility.isVisible(item));
    for (const key of ['VpcId', 'SubnetId', 'InternetGatewayId', 'RouteTableId', 'GroupId'] as const) {
      const id = one(flags, key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).slice(1));
      // Its own id comes first: the id of its VPC is a field of a subnet, too.
      if (hidden.some((item) => Object.keys(item)[0] === key && item[key] === id))
        throw new Ec2Refusal(`Invalid${key.replace(/Id$/, 'ID')}.NotFound`, `The ID '${id}' does not exist`);
    }
  }

  #describe(name: string, verb: string, flags: Flags): unknown {
    const region = this.region(name);
    const lists: Readonly<Record<string, readonly [string, string, readonly Item[]]>> = {
      'describe-vpcs': ['Vpcs', 'VpcId', region.vpcs],
      'describe-subnets': ['Subnets', 'SubnetId', region.subnets],
      'describe-internet-gateways': ['InternetGateways', 'InternetGatewayId', region.gateways],
      'describe-route-tables': ['RouteTables', 'RouteTableId', region.tables],
      'describe-security-groups': ['SecurityGroups', 'GroupId', region.groups],
      'describe-vpc-peering-connections': [
        'VpcPeeringConnections',
        'VpcPeeringConnectionId',
        this.connections,
      ],
    };
    if (verb === 'describe-vpc-attribute')
      return { EnableDnsHostnames: { Value: this.#vpc(name, one(flags, 'vpc-id'))['dns'] } };
    const [list, key, items] = lists[verb] ?? [listOf(verb), '', region.others.get(verb) ?? []];
    const ids = [...flags].find(([flag]) => flag.endsWith('-ids'))?.[1];
    const visible = items.filter(this.visibility.isVisible);
    if (ids)
      return {
        [list]: ids.map((id) =>
          found(this.visibility.hidesIds ? visible : items, key, id, `Invalid${key.replace(/Id$/, 'ID')}`),
        ),
      };
    const filters = (flags.get('filters') ?? flags.get('filter') ?? []).map(filterOf);
    return { [list]: visible.filter((item) => filters.every((fits) => fits(item))) };
  }

  #change(name: string, verb: string, flags: Flags): unknown {
    const region = this.region(name);
    const tags = tagsIn(flags);
    const vpcId = one(flags, 'vpc-id');
    const vpc = (): Item => this.#vpc(name, vpcId);
    switch (verb) {
      case 'create-vpc':
        return this.createVpc(name, one(flags, 'cidr-block') as Cidr, tags)['VpcId'];
      case 'associate-vpc-cidr-block':
        associateCidr(vpc(), one(flags, 'cidr-block') as Cidr);
        return {};
      case 'modify-vpc-attribute':
        vpc()['dns'] = flags.has('enable-dns-hostnames');
        return {};
      case 'create-subnet':
        return this.#subnet(name, vpc(), flags, tags);
      case 'modify-subnet-attribute':
        found(region.subnets, 'SubnetId', one(flags, 'subnet-id'), 'InvalidSubnetID')['MapPublicIpOnLaunch'] =
          true;
        return {};
      case 'create-internet-gateway': {
        const gateway = { InternetGatewayId: this.#id('igw'), Attachments: [], Tags: tags };
        region.gateways.push(gateway);
        return gateway.InternetGatewayId;
      }
      case 'attach-internet-gateway':
      case 'detach-internet-gateway':
        return attach(this.#gateway(name, flags), String(vpc()['VpcId']), verb.startsWith('attach'), region);
      case 'create-route-table':
        return this.#table(name, vpc()['VpcId'], tags)['RouteTableId'];
      case 'create-security-group':
        return this.#group(name, vpc()['VpcId'], one(flags, 'group-name') ?? '', tags)['GroupId'];
      default:
        return verb.startsWith('delete-') ? this.#delete(name, verb, flags) : this.#route(name, verb, flags);
    }
  }

  readonly #gateway = (name: string, flags: Flags): Item =>
    found(
      this.region(name).gateways,
      'InternetGatewayId',
      one(flags, 'internet-gateway-id'),
      'InvalidInternetGatewayID',
    );

  #subnet(name: string, vpc: Item, flags: Flags, tags: Item[]): string {
    const { subnets } = this.region(name);
    const cidr = one(flags, 'cidr-block') as Cidr;
    const ranges = vpc['CidrBlockAssociationSet'] as { CidrBlock: Cidr }[];
    if (!ranges.some(({ CidrBlock }) => contains(CidrBlock, cidr)))
      throw new Ec2Refusal('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
    const inVpc = subnets.filter((subnet) => subnet['VpcId'] === vpc['VpcId']);
    if (inVpc.some((subnet) => overlaps(subnet['CidrBlock'] as Cidr, cidr)))
      throw new Ec2Refusal('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
    const subnet = {
      SubnetId: this.#id('subnet'),
      VpcId: vpc['VpcId'],
      CidrBlock: cidr,
      AvailabilityZone: one(flags, 'availability-zone') ?? `${name}a`,
      MapPublicIpOnLaunch: false,
      Tags: tags,
    };
    subnets.push(subnet);
    return subnet.SubnetId;
  }

  #route(name: string, verb: string, flags: Flags): unknown {
    const { tables, groups } = this.region(name);
    const table = (): Region['tables'][number] =>
      found(tables, 'RouteTableId', one(flags, 'route-table-id'), 'InvalidRouteTableID') as never;
    const connection = (): Item =>
      found(
        this.connections,
        'VpcPeeringConnectionId',
        one(flags, 'vpc-peering-connection-id'),
        'InvalidVpcPeeringConnectionID',
      );
    switch (verb) {
      case 'associate-route-table':
        return this.#associate(name, table(), one(flags, 'subnet-id') ?? '');
      case 'disassociate-route-table':
        for (const each of tables)
          each.Associations = each.Associations.filter(
            (item) => item['RouteTableAssociationId'] !== one(flags, 'association-id'),
          );
        return {};
      case 'create-route': {
        const cidr = one(flags, 'destination-cidr-block');
        const { Routes } = table();
        if (Routes.some((route) => route['DestinationCidrBlock'] === cidr))
          throw new Ec2Refusal('RouteAlreadyExists', `The route identified by ${cidr} already exists.`);
        const gateway = one(flags, 'gateway-id');
        const target = gateway
          ? { GatewayId: gateway }
          : { VpcPeeringConnectionId: connection()['VpcPeeringConnectionId'] };
        Routes.push({ DestinationCidrBlock: cidr, State: 'active', ...target });
        return {};
      }
      case 'authorize-security-group-ingress': {
        const group = found(
          groups,
          'GroupId',
          one(flags, 'group-id'),
          'InvalidGroup',
        ) as (typeof groups)[number];
        const [, cidr, text] =
          /CidrIp=([^,]+),Description=([^}]+)/.exec(one(flags, 'ip-permissions') ?? '') ?? [];
        group.IpPermissions.push({ IpProtocol: '-1', IpRanges: [{ CidrIp: cidr, Description: text }] });
        return {};
      }
      case 'revoke-security-group-ingress': {
        const group = found(
          groups,
          'GroupId',
          one(flags, 'group-id'),
          'InvalidGroup',
        ) as (typeof groups)[number];
        const cidr = /CidrIp=([^,]+)/.exec(one(flags, 'ip-permissions') ?? '')?.[1];
        group.IpPermissions = group.IpPermissions.filter(
          (rule) => !JSON.stringify(rule).includes(`"${cidr}"`),
        );
        return {};
      }
      case 'create-vpc-peering-connection': {
        const item = {
          VpcPeeringConnectionId: this.#id('pcx'),
          Status: { Code: 'pending-acceptance', Message: '' },
          RequesterVpcInfo: { VpcId: one(flags, 'vpc-id') },
          AccepterVpcInfo: { VpcId: one(flags, 'peer-vpc-id') },
        };
        this.connections.push(item);
        return item.VpcPeeringConnectionId;
      }
      case 'accept-vpc-peering-connection':
        connection()['Status'] = { Code: 'active', Message: 'Active' };
        return {};
      case 'wait':
        return {};
      default:
        throw new Error(`the model has no ${verb}`);
    }
  }

  #associate(name: string, table: Region['tables'][number], subnet: string): string {
    found(this.region(name).subnets, 'SubnetId', subnet, 'InvalidSubnetID');
    for (const { RouteTableId, Associations } of this.region(name).tables)
      for (const item of Associations.filter(({ SubnetId }) => SubnetId === subnet)) {
        if (RouteTableId === table['RouteTableId']) return String(item['RouteTableAssociationId']);
        throw new Ec2Refusal('Resource.AlreadyAssociated', `${subnet} is associated with ${RouteTableId}`);
      }
    const association = { RouteTableAssociationId: this.#id('rtbassoc'), SubnetId: subnet, Main: false };
    table.Associations.push(association);
    return association.RouteTableAssociationId;
  }

  #delete(name: string, verb: string, flags: Flags): unknown {
    const region = this.region(name);
    const inUse = (what: string): Ec2Refusal =>
      new Ec2Refusal('DependencyViolation', `The ${what} has dependencies and cannot be deleted.`);
    switch (verb) {
      case 'delete-route': {
        const table = found(
          region.tables,
          'RouteTableId',
          one(flags, 'route-table-id'),
          'InvalidRouteTableID',
        );
        table['Routes'] = (table['Routes'] as Item[]).filter(
          (route) => route['DestinationCidrBlock'] !== one(flags, 'destination-cidr-block'),
        );
        return {};
      }
      case 'delete-vpc-peering-connection':
        remove(
          this.connections,
          'VpcPeeringConnectionId',
          one(flags, 'vpc-peering-connection-id'),
          'InvalidVpcPeeringConnectionID',
        );
        return {};
      case 'delete-internet-gateway': {
        const gateway = this.#gateway(name, flags);
        if ((gateway['Attachments'] as Item[]).length > 0) throw inUse('internetGateway');
        return remove(
          region.gateways,
          'InternetGatewayId',
          gateway['InternetGatewayId'],
          'InvalidInternetGatewayID',
        );
      }
      case 'delete-subnet': {
        const id = one(flags, 'subnet-id');
        if (usedBy(region, 'SubnetId', id)) throw inUse('subnet');
        for (const table of region.tables)
          table.Associations = table.Associations.filter(({ SubnetId }) => SubnetId !== id);
        return remove(region.subnets, 'SubnetId', id, 'InvalidSubnetID');
      }
      case 'delete-route-table': {
        const id = one(flags, 'route-table-id');
        const table = region.tables.find((each) => each['RouteTableId'] === id);
        if (table && table.Associations.length > 0) throw inUse('routeTable');
        return remove(region.tables, 'RouteTableId', id, 'InvalidRouteTableID');
      }
      case 'delete-security-group': {
        const id = one(flags, 'group-id');
        if (region.groups.find((group) => group['GroupId'] === id)?.['GroupName'] === 'default')
          throw new Ec2Refusal('CannotDelete', 'the default group cannot be deleted by a user');
        if (usedBy(region, 'GroupId', id)) throw inUse('securityGroup');
        return remove(region.groups, 'GroupId', id, 'InvalidGroup');
      }
      default:
        return this.#deleteVpc(region, one(flags, 'vpc-id'), inUse);
    }
  }

  #deleteVpc(region: Region, id: string | undefined, inUse: (what: string) => Ec2Refusal): unknown {
    const isIn = (item: Item): boolean => item['VpcId'] === id;
    const isDefault = (item: Item): boolean =>
      item['GroupName'] === 'default' ||
      ((item['Associations'] ?? []) as Item[]).some(({ Main }) => Main === true);
    const parts = [...region.subnets, ...region.tables, ...region.groups].filter(isIn);
    const isAttached = region.gateways.some((one) => (one['Attachments'] as Item[]).some(isIn));
    if (isAttached || usedBy(region, 'VpcId', id) || parts.some((part) => !isDefault(part)))
      throw inUse('vpc');
    remove(region.vpcs, 'VpcId', id, 'InvalidVpcID');
    for (const list of [region.tables, region.groups]) {
      const kept = (list as Item[]).filter((item) => !isIn(item));
      list.splice(0, list.length, ...(kept as never[]));
    }
    return {};
  }
}

type Flags = ReadonlyMap<string, readonly string[]>;

/** Each flag with the words that follow it. */
function flagsOf(words: readonly string[]): Map<string, string[]> {
  const flags = new Map<string, string[]>();
  let values: string[] = [];
  for (const word of words) {
    if (!word.startsWith('--')) {
      values.push(word);
      continue;
    }
    values = [];
    flags.set(word.slice(2), values);
  }
  return flags;
}

const one = (flags: Flags, name: string): string | undefined => flags.get(name)?.[0];

/** The tags of `--tag-specifications`, in the CLI's shorthand. */
const tagsIn = (flags: Flags): Item[] =>
  [...(one(flags, 'tag-specifications') ?? '').matchAll(/\{Key=([^,]+),Value=([^}]*)\}/g)].map(
    ([, Key, Value]) => ({ Key, Value }),
  );

export const tagOf = (item: Item, key: string): string =>
  String(((item['Tags'] ?? []) as Item[]).find(({ Key }) => Key === key)?.['Value'] ?? '');

/** `Name=tag:…`, `Name=vpc-id` and the like. */
function filterOf(text: string): (item: Item) => boolean {
  const [, name = '', values = ''] = /^Name=(.*),Values=(.*)$/.exec(text) ?? [];
  const wanted = values.split(',');
  if (name.startsWith('tag:')) return (item) => wanted.includes(tagOf(item, name.slice(4)));
  if (name === 'attachment.vpc-id')
    return (item) =>
      ((item['Attachments'] ?? item['VpcAttachments'] ?? []) as Item[]).some((one) =>
        wanted.includes(String(one['VpcId'])),
      );
  const side = /^(requester|accepter)-vpc-info/.exec(name)?.[1];
  if (side)
    return (item) =>
      wanted.includes(
        String((item[side === 'requester' ? 'RequesterVpcInfo' : 'AccepterVpcInfo'] as Item)['VpcId']),
      );
  return (item) => wanted.includes(String(item['VpcId']));
}

/** `describe-nat-gateways` lists `NatGateways`. */
const listOf = (verb: string): string =>
  verb === 'describe-instances'
    ? 'Reservations'
    : verb.replace('describe', '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function found(items: readonly Item[], key: string, id: unknown, error: string): Item {
  const item = items.find((each) => each[key] === id);
  if (item) return item;
  throw new Ec2Refusal(`${error}.NotFound`, `The ID '${id}' does not exist`);
}

function remove(items: Item[], key: string, id: unknown, error: string): Item {
  items.splice(items.indexOf(found(items, key, id, error)), 1);
  return {};
}

const usedBy = ({ others, ended }: Region, key: string, id: unknown): boolean =>
  [...others]
    .flatMap(([question, items]) => (ended.has(question) ? [] : items))
    .some((item) => JSON.stringify(item).includes(`"${key}":"${id}"`));

function associateCidr(vpc: Item, cidr: Cidr): void {
  const set = vpc['CidrBlockAssociationSet'] as Item[];
  if (set.some((one) => overlaps(one['CidrBlock'] as Cidr, cidr)))
    throw new Ec2Refusal('InvalidVpc.Range', `The CIDR '${cidr}' conflicts with another of the VPC`);
  set.push({ CidrBlock: cidr, CidrBlockState: { State: 'associated' } });
}

function attach(gateway: Item, vpc: string, isAttaching: boolean, { gateways }: Region): Item {
  const attachments = gateway['Attachments'] as Item[];
  if (!isAttaching) {
    if (attachments.length === 0) throw new Ec2Refusal('Gateway.NotAttached', 'it is not attached');
    attachments.length = 0;
    return {};
  }
  const isTaken = gateways.some((each) => (each['Attachments'] as Item[]).some(({ VpcId }) => VpcId === vpc));
  if (attachments.length > 0 || isTaken)
    throw new Ec2Refusal(
      'Resource.AlreadyAssociated',
      `resource ${gateway['InternetGatewayId']} is already attached`,
    );
  attachments.push({ VpcId: vpc, State: 'available' });
  return {};
}

/** `aws` with an account in memory. */
export const awsOf = (model: Ec2Model): Program => ({
  name: 'aws',
  run: async (words) => {
    try {
      return { ended: 'done', exit: 0, stdout: printed(words, model.answer(words)), stderr: '' };
    } catch (error) {
      if (!(error instanceof Ec2Refusal)) throw error;
      return failed(error.code, words, error.message);
    }
  },
});

export const failed = (code: string, words: readonly string[], message = 'no'): ProgramRun => ({
  ended: 'done',
  exit: 254,
  stdout: '',
  stderr: `\nAn error occurred (${code}) when calling the ${words[1]} operation: ${message}\n`,
});

/** The output for the queries that peerway makes. */
function printed(words: readonly string[], value: unknown): string {
  if (typeof value === 'string') return `${value}\n`;
  const query = flagsOf(words).get('query')?.[0];
  if (query === undefined) return JSON.stringify(value);
  const document = value as Record<string, Item[]>;
  if (query === 'Vpcs[0].State') return String(document['Vpcs']?.[0]?.['State']);
  if (query === 'VpcPeeringConnections[0].Status.Code')
    return String((document['VpcPeeringConnections']?.[0]?.['Status'] as Item | undefined)?.['Code']);
  const cidr = /CidrBlock=='([^']+)'/.exec(query)?.[1];
  if (cidr && readCidr(cidr)) return 'associated';
  throw new Error(`the model cannot answer ${query}`);
}
