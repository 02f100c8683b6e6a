/** Peerings as formats 1 to 3 and version 1 of the export wrote them, and how they become peerings of today. */

/** A plain JSON object. */
type Stored = Readonly<Record<string, unknown>>;

/** True for a peering of an earlier format: it has a status in place of an agreement. */
export const isEarlierPeering = (value: Stored): boolean => 'status' in value && !('agreement' in value);

/**
 * Returns the peering in today's form. Values are moved, not checked, and properties of unknown names stay, so that a
 * later check reports them.
 */
export function upgradedPeering(value: Stored): Record<string, unknown> {
  const { status, requester, accepter, reported, id, expiresAt, stackType, ...rest } = value;
  const shared = stackType === undefined ? {} : { stackType };
  const agreement = agreementFrom(status, expiresAt, accepter);
  const observed = {
    ...(isImplied(status, agreement.kind, value) ? {} : { status }),
    ...(id === undefined ? {} : { id }),
    ...(reported === undefined ? {} : { said: reported }),
  };
  return {
    ...rest,
    requester: upgradedSide(requester, shared),
    accepter: upgradedSide(accepter, shared),
    policy: { kind: 'any' },
    agreement,
    ...(Object.keys(observed).length > 0 ? { observed } : {}),
  };
}

function upgradedSide(side: unknown, shared: object): unknown {
  if (!isObject(side)) return side;
  const { gateway, vpc, dns, confirmed: _, options, tunnelAddresses = [], ...rest } = side;
  const end = gateway === undefined ? { kind: 'vpc', name: vpc } : { kind: 'gateway', name: gateway };
  const own = isObject(options) ? options : {};
  return {
    end,
    ...rest,
    options: { ...(dns === undefined ? {} : { dns }), ...own, ...shared },
    tunnelAddresses,
  };
}

interface Agreement {
  readonly kind: string;
  readonly expiresAt?: unknown;
}

/** A request waited for its accepter in two statuses, unless the accepter's half was confirmed already. */
function agreementFrom(status: unknown, expiresAt: unknown, accepter: unknown): Agreement {
  if (status === 'rejected' || status === 'expired') return { kind: status };
  const isConfirmed = isObject(accepter) && accepter['confirmed'] === true;
  if ((status === 'inactive' || status === 'pending-acceptance') && !isConfirmed)
    return { kind: 'requested', ...(expiresAt === undefined ? {} : { expiresAt }) };
  return { kind: 'accepted' };
}

/** True for a status that follows from the agreement alone, as a cloud's "active" does that was never observed. */
function isImplied(status: unknown, agreement: string, { requester, reported, id }: Stored): boolean {
  const isGateway = isObject(requester) && requester['gateway'] !== undefined;
  if (agreement === 'accepted')
    return status === 'active' && (isGateway || (reported === undefined && id === undefined));
  if (agreement !== 'requested') return status === agreement;
  return status === (isGateway ? 'pending-acceptance' : 'inactive');
}

const isObject = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
