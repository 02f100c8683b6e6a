/** Checks of the relations between the objects of an imported document. */
import type { Problem } from '../../errors.ts';
import { endpointText } from '../../model/endpoint.ts';
import { PEERING_PEER_PREFIX } from '../../model/peer-names.ts';
import { type End, endsOf, isAlive } from '../../model/peering.ts';
import type { ProviderSpecs } from '../../model/provider.ts';
import { vpcProblems } from '../../model/rules/networks.ts';
import { clientKey, type Gateway, type State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { publicKeyOf } from '../wireguard-keys.ts';
import { addressProblems } from './addresses.ts';
import { importProblem } from './problems.ts';
import type { Document } from './schema.ts';

/** Returns all problems of a document and of the state made from it. */
export const importProblems = (document: Document, state: State, specs: ProviderSpecs): Problem[] => [
  ...duplicateNames(document),
  ...keyPairProblems(document),
  ...sharedKeys(document),
  ...endpointProblems(state),
  ...[...state.vpcs.values()].flatMap((vpc) => vpcProblems(vpc)),
  ...missingReferences(state),
  ...unequalOptions(state, specs),
  ...addressProblems(state),
];

/** Returns the groups of values that have the same key. */
function duplicates<Value>(values: readonly Value[], keyOf: (value: Value) => string): [string, Value[]][] {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return [...groups].filter(([, group]) => group.length > 1);
}

function duplicateNames(document: Document): Problem[] {
  const names = {
    locations: document.locations.map(({ name }) => name),
    vpcs: document.vpcs.map(({ name }) => name),
    gateways: document.gateways.map(({ name }) => name),
    clients: document.clients.map(({ gateway, name }) => clientKey(gateway, name)),
    peerings: document.peerings.map(({ name }) => name),
    settings: (document.settings ?? []).map(({ name }) => name),
  };
  return Object.entries(names).flatMap(([kind, all]) =>
    duplicates(all, String).map(([name, { length }]) => importProblem(`${length} ${kind} are named ${name}`)),
  );
}

/** A gateway or a client. */
interface KeyHolder {
  /** The name in messages. */
  readonly label: string;
  readonly holder: Document['gateways' | 'clients'][number];
}

const keyHolders = ({ gateways, clients }: Document): KeyHolder[] => [
  ...gateways.map((holder) => ({ label: `gateway ${holder.name}`, holder })),
  ...clients.map((holder) => ({ label: `client ${holder.name} of ${holder.gateway}`, holder })),
];

function keyPairProblems(document: Document): Problem[] {
  return keyHolders(document).flatMap(({ label, holder: { privateKey, publicKey, keyPair } }) => {
    if (!privateKey) return [];
    if (keyPair === 'operator')
      return [
        importProblem(`The private key of ${label} is in the document, although its keyPair is "operator"`),
      ];
    return publicKeyOf(privateKey) === publicKey
      ? []
      : [importProblem(`The private key of ${label} does not match its public key`)];
  });
}

/** WireGuard identifies peers by their keys. The key is not shown: it may be a private key by mistake. */
function sharedKeys(document: Document): Problem[] {
  return duplicates(keyHolders(document), ({ holder }) => holder.publicKey).map(([, holders]) => {
    const [first, second] = holders.map(({ label }) => label);
    const others = holders.length > 2 ? ` and ${holders.length - 2} more` : '';
    return importProblem(`The public key of ${first} is also used by ${second}${others}`);
  });
}

/** Endpoints that two gateways have, and gateways without one whose peers or clients could not reach them. */
function endpointProblems({ gateways, clients, peerings }: State): Problem[] {
  const unreachable = (name: Name): boolean => gateways.has(name) && !gateways.get(name)?.endpoint;
  const holders = [...gateways.values()].flatMap(({ name, endpoint }) =>
    endpoint ? [{ name, text: endpointText(endpoint) }] : [],
  );
  return [
    ...duplicates(holders, ({ text }) => text).map(([text, group]) =>
      importProblem(
        `The endpoint ${text} of gateway ${group[0]?.name} is also used by gateway ${group[1]?.name}`,
      ),
    ),
    ...[...clients.values()]
      .filter(({ gateway }) => unreachable(gateway))
      .map(({ name, gateway }) =>
        importProblem(`Client ${name} could not reach gateway ${gateway}, which has no endpoint`),
      ),
    ...[...peerings.values()]
      .filter(
        (peering) =>
          isAlive(peering) && peering.requester.end.kind === 'gateway' && endsOf(peering).every(unreachable),
      )
      .map((peering) =>
        importProblem(
          `Peering ${peering.name} connects two gateways without an endpoint: ${endsOf(peering).join(' and ')}`,
        ),
      ),
  ];
}

function missingReferences({ vpcs, gateways, clients, peerings }: State): Problem[] {
  const missing = (from: string, to: string) =>
    importProblem(`${from} refers to ${to}, which is not in the document`);
  const noGateway = (from: string, name: Gateway['name']) =>
    gateways.has(name) ? [] : [missing(from, `gateway ${name}`)];
  const noVpc = (from: string, name: Name) => (vpcs.has(name) ? [] : [missing(from, `VPC ${name}`)]);
  return [
    ...[...gateways.values()].flatMap(({ name, vpc }) => noVpc(`Gateway ${name}`, vpc)),
    ...[...clients.values()].flatMap(({ name, gateway }) => [
      ...noGateway(`Client ${name}`, gateway),
      ...(name.startsWith(PEERING_PEER_PREFIX)
        ? [importProblem(`Client ${name} has a name that is reserved for peerings: ${PEERING_PEER_PREFIX}…`)]
        : []),
    ]),
    ...[...peerings.values()].flatMap(({ name, via, requester, accepter }) => [
      ...[requester.end, accepter.end].flatMap((end) =>
        end.kind === 'gateway' ? noGateway(`Peering ${name}`, end.name) : noVpc(`Peering ${name}`, end.name),
      ),
      ...(requester.end.name === accepter.end.name
        ? [importProblem(`Peering ${name} connects ${endText(requester.end)} with itself`)]
        : []),
      ...[requester.end, accepter.end]
        .filter(
          ({ kind, name: vpc }) => kind === 'vpc' && vpcs.has(vpc) && vpcs.get(vpc)?.provider.kind !== via,
        )
        .map(({ name: vpc }) =>
          importProblem(`Peering ${name} is via ${via}, but VPC ${vpc} is not in ${via}`),
        ),
    ]),
  ];
}

/** Options that both sides share. */
const unequalOptions = ({ peerings }: State, specs: ProviderSpecs): Problem[] =>
  [...peerings.values()].flatMap(({ name, via, requester, accepter }) =>
    specs
      .of(via)
      .options.filter(({ key, shared }) => shared && requester.options[key] !== accepter.options[key])
      .map(({ key }) => importProblem(`The sides of peering ${name} differ in ${key}, which they share`)),
  );

const endText = ({ kind, name }: End): string => `${kind === 'vpc' ? 'VPC' : kind} ${name}`;
