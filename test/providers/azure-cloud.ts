/** VNets and their peerings as Azure keeps them, with everything that it refuses. */
import { type Cidr, overlaps } from '../../src/model/address/cidr.ts';

/** An error of the Azure Resource Manager. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface NewVnet {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly hasGateway?: boolean;
  readonly subnets?: readonly SubnetBody[];
}

/** A subnet as `az` prints it, without its id. */
export interface SubnetBody {
  readonly name: string;
  readonly addressPrefix?: string;
  readonly addressPrefixes?: readonly string[];
  readonly routeTable?: { readonly id: string };
  readonly networkSecurityGroup?: { readonly id: string };
}

/** The options of a half that can be set. */
export interface Flags {
  readonly allowVirtualNetworkAccess: boolean;
  readonly allowForwardedTraffic: boolean;
  readonly allowGatewayTransit: boolean;
  readonly useRemoteGateways: boolean;
}

export interface Half extends Flags {
  readonly name: string;
  /** Id of the other VNet. */
  readonly remote: string;
  state: 'Initiated' | 'Connected' | 'Disconnected';
  /** The prefixes of the other VNet that are in force. */
  routed: readonly string[];
  readonly isOfSubnets?: boolean;
}

export interface Vnet extends NewVnet {
  readonly id: string;
  prefixes: readonly string[];
  readonly halves: Map<string, Half>;
}

export interface RouteTable {
  readonly id: string;
  readonly routes: readonly { name: string; addressPrefix: string; nextHopType: string }[];
}

export const vnetId = ({
  subscription,
  group,
  name,
}: Pick<NewVnet, 'subscription' | 'group' | 'name'>): string =>
  `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/virtualNetworks/${name}`;

const refused = (code: string, message: string, status = 400): ArmError =>
  new ArmError(status, code, message);

/** Peerings of one VNet. */
const MOST_PEERINGS = 500;

export class AzureCloud {
  readonly #vnets = new Map<string, Vnet>();
  readonly tables = new Map<string, RouteTable>();
  /** Errors that the next changes are refused with. */
  readonly refusals: ArmError[] = [];
  /** Subscriptions whose VNets the account may not join. */
  readonly unlinked = new Set<string>();

  constructor(vnets: readonly NewVnet[]) {
    for (const one of vnets) this.addVnet(one);
  }

  addVnet(one: NewVnet): void {
    const id = vnetId(one);
    this.#vnets.set(id.toLowerCase(), { ...one, id, halves: new Map() });
  }

  /** Deletes a VNet: the halves of its peers are disconnected. */
  removeVnet(id: string): void {
    for (const { name } of [...this.vnet(id).halves.values()]) this.remove(id, name);
    this.#vnets.delete(id.toLowerCase());
  }

  /** All VNets of a subscription, or of one of its groups. */
  list(subscription: string, group?: string): Vnet[] {
    return [...this.#vnets.values()].filter(
      (one) =>
        one.subscription.toLowerCase() === subscription.toLowerCase() &&
        (group === undefined || one.group.toLowerCase() === group.toLowerCase()),
    );
  }

  vnet(id: string): Vnet {
    const found = this.#vnets.get(id.toLowerCase());
    if (found) return found;
    const [, , , , group, , , , name] = id.split('/');
    throw refused(
      'ResourceNotFound',
      `The Resource 'Microsoft.Network/virtualNetworks/${name}' under resource group '${group}' was not found.`,
      404,
    );
  }

  half(id: string, name: string): Half {
    const found = this.vnet(id).halves.get(name.toLowerCase());
    if (found) return found;
    throw refused('NotFound', `Resource ${id}/virtualNetworkPeerings/${name} not found.`, 404);
  }

  /** The half of the other VNet that leads back. */
  reverse(id: string, { remote }: Pick<Half, 'remote'>): Half | undefined {
    const other = this.#vnets.get(remote.toLowerCase());
    return [...(other?.halves.values() ?? [])].find((one) => one.remote.toLowerCase() === id.toLowerCase());
  }

  /** Creates or changes a half. */
  put(id: string, name: string, wanted: Flags & Pick<Half, 'remote'>, sync = false): void {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const vnet = this.vnet(id);
    const present = vnet.halves.get(name.toLowerCase());
    const remote = this.#remoteOf(wanted);
    this.#throwUnlessFree(vnet, name, remote);
    this.#throwIfOverlapping(vnet, remote);
    const reverse = this.reverse(id, wanted);
    if (reverse?.state === 'Disconnected')
      throw refused(
        'RemotePeeringIsDisconnected',
        `Cannot create or update peering ${id}/virtualNetworkPeerings/${name} because remote peering ${remote.id}/virtualNetworkPeerings/${reverse.name} referencing parent virtual network is in Disconnected state. Update or re-create the remote peering to get it back to Initiated state.`,
      );
    this.#throwIfWithoutGateways(vnet, name, wanted, remote, reverse);
    const isNew = present === undefined || present.state === 'Disconnected';
    const state = reverse ? 'Connected' : 'Initiated';
    if (reverse) reverse.state = 'Connected';
    vnet.halves.set(name.toLowerCase(), {
      ...wanted,
      name,
      remote: remote.id,
      state,
      routed: isNew || sync ? remote.prefixes : present.routed,
    });
  }

  /** Deletes a half, if it exists; the other one is disconnected. */
  remove(id: string, name: string): void {
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
    const { halves } = this.vnet(id);
    const half = halves.get(name.toLowerCase());
    if (!half) return;
    const reverse = this.reverse(id, half);
    if (reverse) reverse.state = 'Disconnected';
    halves.delete(name.toLowerCase());
  }

  /** Returns `<vnet> <half> <state>` for every half. */
  held(): string[] {
    return [...this.#vnets.values()].flatMap(({ name, halves }) =>
      [...halves.values()].map((half) => `${name} ${half.name} ${half.state}${flagText(half)}`),
    );
  }

  /** Whether each side of a half has the prefixes of the other. */
  syncLevel(id: string, half: Half): string {
    const remote = this.#vnets.get(half.remote.toLowerCase());
    const reverse = this.reverse(id, half);
    const isLocal = !remote || isSame(half.routed, remote.prefixes);
    const isRemote = reverse !== undefined && isSame(reverse.routed, this.vnet(id).prefixes);
    if (isLocal) return isRemote ? 'FullyInSync' : 'RemoteNotInSync';
    return isRemote ? 'LocalNotInSync' : 'LocalAndRemoteNotInSync';
  }

  /** The prefixes that the other VNet has now. */
  remoteNow(half: Half): readonly string[] {
    return this.#vnets.get(half.remote.toLowerCase())?.prefixes ?? half.routed;
  }

  #remoteOf({ remote }: Pick<Half, 'remote'>): Vnet {
    const found = this.#vnets.get(remote.toLowerCase());
    const subscription = remote.split('/')[2] ?? '';
    if (this.unlinked.has(subscription))
      throw refused(
        'LinkedAuthorizationFailed',
        `The client has permission to perform action 'Microsoft.Network/virtualNetworks/peer/action' on scope; however the current tenant is not authorized to access linked subscription '${subscription}'.`,
        403,
      );
    if (found) return found;
    throw refused(
      'InvalidResourceReference',
      `Resource ${remote} referenced by resource was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    );
  }

  #throwUnlessFree({ id, halves }: Vnet, name: string, remote: Vnet): void {
    if (!/^\w([\w.-]{0,78}\w)?$/.test(name))
      throw refused('InvalidResourceName', `Resource name ${name} is invalid.`);
    for (const one of halves.values()) {
      const isNamed = one.name.toLowerCase() === name.toLowerCase();
      const isThere = one.remote.toLowerCase() === remote.id.toLowerCase();
      if (isThere && !isNamed)
        throw refused(
          'AnotherPeeringAlreadyReferencesRemoteVnet',
          `Peering ${id}/virtualNetworkPeerings/${one.name} already references remote virtual network ${remote.id}. Cannot add another peering ${name} referencing the same remote virtual network.`,
        );
      if (isNamed && !isThere)
        throw refused('BadRequest', 'The remote virtual network of a peering cannot be changed.');
    }
    if (halves.size >= MOST_PEERINGS && !halves.has(name.toLowerCase()))
      throw refused(
        'VirtualNetworkPeeringLimitExceeded',
        `Cannot create more than ${MOST_PEERINGS} peerings.`,
      );
  }

  #throwIfOverlapping(vnet: Vnet, remote: Vnet): void {
    const own = common(vnet.prefixes, remote.prefixes);
    if (own.length > 0)
      throw refused(
        'VnetAddressSpacesOverlap',
        `Cannot create or update peering. Virtual networks ${vnet.id} and ${remote.id} cannot be peered because their address spaces overlap. Overlapping address prefixes: ${own.join(', ')}`,
      );
    for (const [one, other] of [
      [vnet, remote],
      [remote, vnet],
    ] as const)
      for (const half of one.halves.values()) {
        if (half.remote.toLowerCase() === other.id.toLowerCase()) continue;
        const third = common(half.routed, other.prefixes);
        if (third.length > 0)
          throw refused(
            'VnetAddressSpaceOverlapsWithAlreadyPeeredVnet',
            `Cannot create or update peering. Virtual networks ${vnet.id} and ${remote.id} cannot be peered because address space of the first virtual network overlaps with address space of third virtual network ${half.remote} already peered with the second virtual network. Overlapping address prefixes: ${third.join(', ')}`,
          );
      }
  }

  #throwIfWithoutGateways(
    vnet: Vnet,
    name: string,
    wanted: Flags,
    remote: Vnet,
    reverse: Half | undefined,
  ): void {
    const path = `Peering ${vnet.id}/virtualNetworkPeerings/${name}`;
    if (!wanted.allowGatewayTransit && reverse?.useRemoteGateways)
      throw refused(
        'InvalidGatewayTransit',
        `${path} cannot have AllowGatewayTransit flag set to false, because corresponding remote peering has UseRemoteGateways flag set to true.`,
      );
    if (!wanted.useRemoteGateways) return;
    const no = `${path} cannot have UseRemoteGateways flag set to true, because`;
    if (!reverse?.allowGatewayTransit)
      throw refused(
        'RemoteTransitMissing',
        `${no} corresponding remote peering has AllowGatewayTransit flag set to false.`,
      );
    if (!remote.hasGateway)
      throw refused(
        'RemoteVnetHasNoGateways',
        `${no} remote virtual network ${remote.id} referenced by the peering does not have any gateways.`,
      );
    if (vnet.hasGateway) throw refused('VnetHasGateways', `${no} the virtual network has a gateway.`);
    const others = [...vnet.halves.values()].filter((one) => one.name !== name && one.useRemoteGateways);
    if (others.length > 0)
      throw refused('SecondRemoteGateway', `${no} another peering of the virtual network has it.`);
  }
}

const common = (ones: readonly string[], others: readonly string[]): string[] =>
  ones.filter((one) => others.some((other) => overlaps(one as Cidr, other as Cidr)));

const isSame = (ones: readonly string[], others: readonly string[]): boolean =>
  ones.length === others.length && ones.every((one) => others.includes(one));

/** The options that are on, apart from access; `closed` without access. */
const flagText = (half: Half): string =>
  [
    ...(half.allowVirtualNetworkAccess ? [] : [' closed']),
    ...(half.allowForwardedTraffic ? [' forwarded'] : []),
    ...(half.allowGatewayTransit ? [' transit'] : []),
    ...(half.useRemoteGateways ? [' remote'] : []),
  ].join('');
