/** What the objects of an imported document have to be to each other. */
import type { Problem } from '../../errors.ts';
import { PEERING_PEER_PREFIX } from '../../model/peer-names.ts';
import { vpcProblems } from '../../model/rules/networks.ts';
import { clientKey, type Gateway, type State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { publicKeyOf } from '../wireguard-keys.ts';
import { addressProblems } from './addresses.ts';
import { importProblem } from './problems.ts';
import type { Document } from './schema.ts';

/** Everything that is wrong with a document and the state that was made of it. */
export const importProblems = (document: Document, state: State): Problem[] => [
  ...repeatedNames(document),
  ...keyPairProblems(document),
  ...sharedKeys(document),
  ...[...state.vpcs.values()].flatMap(vpcProblems),
  ...missingReferences(state),
  ...addressProblems(state),
];

/** What there is more than one of, with all that are so. */
function repeated<Value>(values: readonly Value[], keyOf: (value: Value) => string): [string, Value[]][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups].filter(([, group]) => group.length > 1);
}

function repeatedNames(document: Document): Problem[] {
  const names = {
    locations: document.locations.map(({ name }) => name),
    vpcs: document.vpcs.map(({ name }) => name),
    gateways: document.gateways.map(({ name }) => name),
    clients: document.clients.map(({ gateway, name }) => clientKey(gateway, name)),
    peerings: [...document.peerings, ...document.cloudPeerings].map(({ name }) => name),
  };
  return Object.entries(names).flatMap(([kind, all]) =>
    repeated(all, String).map(([name, { length }]) => importProblem(`${length} ${kind} are named ${name}`)),
  );
}

/** A gateway or a client, as messages name it. */
interface KeyHolder {
  readonly who: string;
  readonly holder: Document['gateways' | 'clients'][number];
}

const keyHolders = ({ gateways, clients }: Document): KeyHolder[] => [
  ...gateways.map((holder) => ({ who: `gateway ${holder.name}`, holder })),
  ...clients.map((holder) => ({ who: `client ${holder.name} of ${holder.gateway}`, holder })),
];

function keyPairProblems(document: Document): Problem[] {
  return keyHolders(document).flatMap(({ who, holder: { privateKey, publicKey, keyPair } }) => {
    if (!privateKey) return [];
    if (keyPair === 'operator')
      return [importProblem(`The key pair of ${who} is the operator's, and yet its private key is here`)];
    return publicKeyOf(privateKey) === publicKey
      ? []
      : [importProblem(`The private key of ${who} does not belong to its public key`)];
  });
}

/** WireGuard tells its peers apart by their keys. Not shown: what stands there may be a private one by mistake. */
function sharedKeys(document: Document): Problem[] {
  return repeated(keyHolders(document), ({ holder }) => holder.publicKey).map(([, holders]) => {
    const [first, second] = holders.map(({ who }) => who);
    const others = holders.length > 2 ? `, and of ${holders.length - 2} more` : '';
    return importProblem(`The same public key is that of ${first} and ${second}${others}`);
  });
}

function missingReferences({ vpcs, gateways, clients, peerings, cloudPeerings }: State): Problem[] {
  const none = (who: string, what: string) =>
    importProblem(`${who} names ${what}, which the document does not hold`);
  const noGateway = (who: string, name: Gateway['name']) =>
    gateways.has(name) ? [] : [none(who, `gateway ${name}`)];
  const noVpc = (who: string, name: Name) => (vpcs.has(name) ? [] : [none(who, `VPC ${name}`)]);
  return [
    ...[...gateways.values()].flatMap(({ name, vpc }) => noVpc(`Gateway ${name}`, vpc)),
    ...[...clients.values()].flatMap(({ name, gateway }) => [
      ...noGateway(`Client ${name}`, gateway),
      ...(name.startsWith(PEERING_PEER_PREFIX)
        ? [importProblem(`Client ${name} is named like the peer of a peering: ${PEERING_PEER_PREFIX}…`)]
        : []),
    ]),
    ...[...peerings.values()].flatMap(({ name, requester, accepter }) => [
      ...[requester, accepter].flatMap(({ gateway }) => noGateway(`Peering ${name}`, gateway)),
      ...(requester.gateway === accepter.gateway
        ? [importProblem(`Peering ${name} is of gateway ${requester.gateway} with itself`)]
        : []),
    ]),
    ...[...cloudPeerings.values()].flatMap(({ name, via, requester, accepter }) => [
      ...[requester, accepter].flatMap(({ vpc }) => noVpc(`Peering ${name}`, vpc)),
      ...(requester.vpc === accepter.vpc
        ? [importProblem(`Peering ${name} is of VPC ${requester.vpc} with itself`)]
        : []),
      ...[requester, accepter]
        .filter(({ vpc }) => vpcs.has(vpc) && vpcs.get(vpc)?.provider.kind !== via)
        .map(({ vpc }) => importProblem(`Peering ${name} is via ${via}, where VPC ${vpc} is not`)),
    ]),
  ];
}
