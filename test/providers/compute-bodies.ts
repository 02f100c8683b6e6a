/** Checks the bodies that `gcloud` sends: an unknown field is refused, as Compute does. */

/** An error response of the API. */
export class Refused extends Error {
  readonly status: number;
  readonly reason: string;

  constructor(status: number, message: string, reason: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export interface PeeringBody {
  readonly name: string;
  /** `projects/p/global/networks/b`. */
  readonly network: string;
  readonly exchangeSubnetRoutes?: boolean;
  readonly exportCustomRoutes?: boolean;
  readonly importCustomRoutes?: boolean;
  readonly exportSubnetRoutesWithPublicIp?: boolean;
  readonly importSubnetRoutesWithPublicIp?: boolean;
  readonly stackType?: string;
}

export interface FirewallBody {
  readonly name: string;
  readonly network: string;
  readonly direction: string;
  readonly allowed: readonly { readonly IPProtocol: string; readonly ports?: readonly string[] }[];
  readonly sourceRanges: readonly string[];
}

type Check = (value: unknown) => boolean;

const isBoolean: Check = (value) => typeof value === 'boolean';
const matches =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);

const NAME = matches(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);

const PEERING: Readonly<Record<string, Check>> = {
  name: NAME,
  network: matches(/^projects\/[a-z0-9-]+\/global\/networks\/[a-z0-9-]+$/),
  exchangeSubnetRoutes: (value) => value === true,
  exportCustomRoutes: isBoolean,
  importCustomRoutes: isBoolean,
  exportSubnetRoutesWithPublicIp: isBoolean,
  importSubnetRoutesWithPublicIp: isBoolean,
  stackType: matches(/^IPV4_(ONLY|IPV6)$/),
};

const FIREWALL: Readonly<Record<string, Check>> = {
  name: NAME,
  network: matches(/\/global\/networks\/[a-z0-9-]+$/),
  direction: matches(/^(IN|E)GRESS$/),
  allowed: (value) => Array.isArray(value) && value.length > 0,
  denied: (value) => Array.isArray(value) && value.length > 0,
  sourceRanges: (value) => Array.isArray(value) && value.every(matches(/^[0-9a-f.:]+\/\d+$/)),
  destinationRanges: (value) => Array.isArray(value) && value.every(matches(/^[0-9a-f.:]+\/\d+$/)),
  description: matches(/^/),
  priority: (value) => Number.isInteger(value),
};

/** @param isNew  true if all fields are required */
export function peeringBody(body: unknown, isNew: boolean): PeeringBody {
  const { networkPeering } = (body ?? {}) as { networkPeering?: unknown };
  return checked<PeeringBody>(
    'networkPeering',
    networkPeering,
    PEERING,
    isNew ? ['name', 'network'] : ['name'],
  );
}

export interface NetworkBody {
  readonly name: string;
  readonly description?: string;
}

export interface SubnetBody {
  readonly name: string;
  readonly network: string;
  readonly ipCidrRange: string;
  readonly description?: string;
}

const NETWORK: Readonly<Record<string, Check>> = {
  name: NAME,
  description: matches(/^/),
  // In auto mode, GCP would create subnets of its own.
  autoCreateSubnetworks: (value) => value === false,
  routingConfig: (value) => typeof value === 'object',
  networkFirewallPolicyEnforcementOrder: matches(/^AFTER_CLASSIC_FIREWALL$/),
};

const SUBNET: Readonly<Record<string, Check>> = {
  name: NAME,
  network: matches(/\/global\/networks\/[a-z0-9-]+$/),
  region: matches(/^/),
  ipCidrRange: matches(/^[0-9.]+\/\d+$/),
  description: matches(/^/),
  privateIpGoogleAccess: isBoolean,
  stackType: matches(/^IPV4_ONLY$/),
};

export const networkBody = (body: unknown): NetworkBody =>
  checked<NetworkBody>('resource', body, NETWORK, ['name', 'autoCreateSubnetworks']);

export const subnetBody = (body: unknown): SubnetBody =>
  checked<SubnetBody>('resource', body, SUBNET, ['name', 'network', 'ipCidrRange']);

/** @param isNew  true if the required fields must be there */
export const firewallBody = (body: unknown, isNew = true): FirewallBody =>
  checked<FirewallBody>('resource', body, FIREWALL, isNew ? ['name', 'network'] : []);

function checked<Body>(
  what: string,
  body: unknown,
  checks: Readonly<Record<string, Check>>,
  needed: readonly string[],
): Body {
  const fields = (body ?? {}) as Record<string, unknown>;
  for (const field of needed)
    if (fields[field] === undefined)
      throw new Refused(400, `Required field '${what}.${field}' not specified`, 'required');
  for (const [field, value] of Object.entries(fields)) {
    if (checks[field]?.(value)) continue;
    const shown = JSON.stringify(value);
    throw new Refused(400, `Invalid value for field '${what}.${field}': '${shown}'.`, 'invalid');
  }
  return fields as Body;
}
