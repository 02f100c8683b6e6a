/** Requests that AWS refuses and moto carries out. */

import type { Cidr, Ip } from '../../src/model/address/cidr.ts';
import { contains, overlaps, readCidr } from '../../src/model/address/cidr.ts';

/** An error in the words of EC2. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Asks moto with the credentials and in the region of the request; returns XML. */
export type AskMoto = (action: string, parameters?: Readonly<Record<string, string>>) => Promise<string>;

interface Request {
  readonly parameters: URLSearchParams;
  readonly ask: AskMoto;
}

/** VPCs of one region (Amazon VPC quotas). */
const MOST_VPCS = 5;

const violation = (what: string): Refusal => ({
  code: 'DependencyViolation',
  message: `The ${what} has dependencies and cannot be deleted.`,
});

const valuesOf = (xml: string, tag: string): string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([^<]*)</${tag}>`, 'g'))].map(([, value = '']) => value);

const filtered = (name: string, value: string): Record<string, string> => ({
  'Filter.1.Name': name,
  'Filter.1.Value.1': value,
});

/** True if instances or interfaces are in a VPC or subnet, or use a security group. */
async function isUsed({ ask }: Request, filter: string, id: string): Promise<boolean> {
  const interfaces = await ask('DescribeNetworkInterfaces', filtered(filter, id));
  const instances = await ask(
    'DescribeInstances',
    filtered(filter.replace(/^group-id$/, 'instance.group-id'), id),
  );
  const states = [...instances.matchAll(/<instanceState>[\s\S]*?<name>([^<]*)</g)].map(([, state]) => state);
  return interfaces.includes('<networkInterfaceId>') || states.some((state) => state !== 'terminated');
}

type Rule = (request: Request) => Promise<Refusal | undefined>;

const RULES: Readonly<Record<string, Rule>> = {
  CreateVpc: async ({ ask }) =>
    valuesOf(await ask('DescribeVpcs'), 'vpcId').length >= MOST_VPCS
      ? { code: 'VpcLimitExceeded', message: 'The maximum number of VPCs has been reached.' }
      : undefined,
  AssociateVpcCidrBlock: async ({ parameters, ask }) => {
    const cidr = parameters.get('CidrBlock') as Cidr;
    const vpc = await ask('DescribeVpcs', { 'VpcId.1': parameters.get('VpcId') ?? '' });
    const held = valuesOf(vpc, 'cidrBlock').filter((one): one is Cidr => readCidr(one) !== undefined);
    if (!held.some((one) => overlaps(one, cidr))) return undefined;
    return { code: 'InvalidVpc.Range', message: `The CIDR '${cidr}' conflicts with another CIDR of the VPC` };
  },
  AssociateRouteTable: async ({ parameters, ask }) => {
    const subnet = parameters.get('SubnetId') ?? '';
    const tables = await ask('DescribeRouteTables', filtered('association.subnet-id', subnet));
    const [other] = valuesOf(tables, 'routeTableId').filter((id) => id !== parameters.get('RouteTableId'));
    if (other === undefined) return undefined;
    return { code: 'Resource.AlreadyAssociated', message: `${subnet} is already associated with ${other}` };
  },
  CreateRoute: async ({ parameters, ask }) => {
    const table = await ask('DescribeRouteTables', {
      'RouteTableId.1': parameters.get('RouteTableId') ?? '',
    });
    const [vpc = ''] = valuesOf(table, 'vpcId');
    const cidrs = valuesOf(await ask('DescribeVpcs', { 'VpcId.1': vpc }), 'cidrBlock');
    const cidr = parameters.get('DestinationCidrBlock') ?? '';
    if (!cidrs.includes(cidr)) return undefined;
    return { code: 'RouteAlreadyExists', message: `The route identified by ${cidr} already exists.` };
  },
  DeleteRouteTable: async ({ parameters, ask }) => {
    const table = await ask('DescribeRouteTables', {
      'RouteTableId.1': parameters.get('RouteTableId') ?? '',
    });
    return table.includes('<main>true</main>') ? violation('routeTable') : undefined;
  },
  DeleteSecurityGroup: async (request) => {
    const id = request.parameters.get('GroupId') ?? '';
    const group = await request.ask('DescribeSecurityGroups', { 'GroupId.1': id });
    if (valuesOf(group, 'groupName').includes('default'))
      return { code: 'CannotDelete', message: 'the default security group cannot be deleted by a user' };
    return (await isUsed(request, 'group-id', id)) ? violation('securityGroup') : undefined;
  },
  DeleteSubnet: async (request) =>
    (await isUsed(request, 'subnet-id', request.parameters.get('SubnetId') ?? ''))
      ? violation('subnet')
      : undefined,
  DeleteVpc: async (request) =>
    (await isUsed(request, 'vpc-id', request.parameters.get('VpcId') ?? '')) ? violation('vpc') : undefined,
};

/** The refusal of AWS for a request that moto would carry out. */
export async function refusalOf(parameters: URLSearchParams, ask: AskMoto): Promise<Refusal | undefined> {
  if (parameters.get('DryRun') === 'true')
    return { code: 'DryRunOperation', message: 'Request would have succeeded, but DryRun flag is set.' };
  return RULES[parameters.get('Action') ?? '']?.({ parameters, ask });
}

/** The request as AWS reads it: ranges lose their host bits. */
export function canonical(parameters: URLSearchParams): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const name of ['CidrBlock', 'DestinationCidrBlock']) {
    const text = next.get(name);
    const [address = '', prefix = ''] = text?.split('/') ?? [];
    const range = prefixes(address, Number(prefix));
    if (text && range) next.set(name, range);
  }
  return next;
}

/** The network of an address, found by trying: the only network of that length that contains it. */
function prefixes(address: string, prefix: number): Cidr | undefined {
  const bytes = address.split('.').map(Number);
  if (bytes.length !== 4 || !(prefix >= 0 && prefix <= 32)) return undefined;
  const masked = bytes.map(
    (byte, at) => byte & (0xff << (8 - Math.min(8, Math.max(0, prefix - at * 8)))) & 0xff,
  );
  const cidr = `${masked.join('.')}/${prefix}` as Cidr;
  return contains(cidr, address as Ip) ? cidr : undefined;
}
