/** `peering requests`, `peering accept` and `peering reject`: requests of others, and the answers to them. */
import type { ApplyIntent } from '../commands/peering/apply.ts';
import { usage } from '../errors.ts';
import type { TakeInNames } from '../model/transitions/take-in.ts';
import { type Name, type Owner, parseName, parseOwner } from '../model/values.ts';
import { type Declined, isDeclined, type Result } from '../output/result.ts';
import type { Ports } from '../ports/ports.ts';
import { specs } from '../providers/registry.ts';
import { grouped, type Verb, valueFlag } from './grammar.ts';
import type { Values } from './provider.ts';
import {
  applyFlags,
  applyFrom,
  createFlags,
  optionFlags,
  optionsFrom,
  reachFrom,
  requestFlags,
} from './provider-flags.ts';

/** The request that the operator selects, and how its provider is changed if it is answered there, too. */
async function promptForRequest(verb: 'accept' | 'reject', flags: Values, ports: Ports) {
  const given = applyFrom(flags);
  const { promptForRequest } = await import('../prompts/request.ts');
  const scope = { reach: reachFrom(flags), applies: given !== undefined };
  const { nameOrId, applies } = await promptForRequest(verb, scope, ports);
  return { nameOrId, how: applies ? applyFrom({ ...flags, apply: true }) : undefined };
}

export const REQUESTS: Verb = {
  usage: 'requests',
  lists: async () => (await import('../commands/peering/requests.ts')).REQUEST_COLUMNS,
  summary: 'List requests that are waiting at the providers',
  description: [
    'Asks the providers for requests to VPCs of the plan, including requests that are not in the plan. Accept one with `peerway peering accept <id> --apply`.',
    ...specs.all.flatMap((spec) => (spec.ends === 'vpc' ? [`${spec.label}: ${spec.describeRequests}.`] : [])),
  ].join('\n\n'),
  examples: ['peerway peering requests', 'peerway peering requests --side shop --profile shop=prod -o name'],
  flags: requestFlags,
  invoke: (flags: Values) => async (ports) =>
    (await import('../commands/peering/requests.ts')).peeringRequests(reachFrom(flags), ports),
};

/** Names of a request that is new to the plan. */
const nameFlags = () =>
  grouped('Flags for requests that are not in the plan', [
    valueFlag('--name <name>', 'peering name', 'nothing', (text) =>
      parseName(text, 'peering name'),
    ).describeDefault('<requester>-<accepter>'),
    valueFlag('--vpc <name>', "name for the requester's VPC", 'nothing', (text) =>
      parseName(text, 'VPC name'),
    ).describeDefault('its ID'),
    valueFlag('--owner <owner>', "owner of the requester's VPC", 'owner', parseOwner).describeDefault(
      'its account',
    ),
  ]);

interface NameFlags extends Values {
  readonly name?: Name;
  readonly vpc?: Name;
  readonly owner?: Owner;
}

const namesFrom = ({ name, vpc, owner }: NameFlags): TakeInNames => ({
  ...(name === undefined ? {} : { name }),
  ...(vpc === undefined ? {} : { vpc }),
  ...(owner === undefined ? {} : { owner }),
});

export const ACCEPT: Verb = {
  usage: 'accept [name]',
  dryRuns: true,
  asks: true,
  summary: 'Accept a peering request',
  completes: ['pending'],
  description: [
    'For a cloud peering, the flags set the options of your side. With --apply, the request is also accepted at the',
    'provider.\n\nWith the ID of a request from `peerway peering requests`, and --apply, accepts a request that the',
    'plan does not have: adds the VPC of the requester, checks every rule, and sets up your side.',
  ].join(' '),
  examples: [
    'peerway peering accept seoul-osaka --as bob',
    'peerway peering accept shop-cache --as dragonfly --dns',
    'peerway peering accept pcx-0123456789abcdef5 --apply --vpc till --owner dragonfly',
  ],
  flags: () => [...optionFlags('accept'), ...nameFlags(), ...createFlags()],
  invoke: (given: string | undefined, flags: NameFlags) => {
    const how = applyFrom(flags);
    const names = namesFrom(flags);
    throwIfStray(names, how);
    return async (ports) => {
      if (given !== undefined) return accept(given, flags, how, ports);
      const chosen = await promptForRequest('accept', flags, ports);
      return accept(chosen.nameOrId, flags, chosen.how, ports);
    };
  },
};

const throwIfStray = (names: TakeInNames, how: ApplyIntent | undefined): void => {
  const [stray] = Object.keys(names);
  if (stray !== undefined && !how)
    throw usage(`--${stray} requires --apply`, `add --apply or omit --${stray}`);
};

async function accept(
  nameOrId: string,
  flags: NameFlags,
  how: ApplyIntent | undefined,
  ports: Ports,
): Promise<Result | Declined> {
  const { acceptIncoming, peeringWithId, throwUnlessApplied } = await import(
    '../commands/peering/take-in.ts'
  );
  const state = await ports.state.read();
  const names = namesFrom(flags);
  const known = peeringWithId(state, nameOrId);
  if (!known && how) return acceptIncoming({ id: nameOrId, names, options: optionsFrom(flags) }, how, ports);
  throwUnlessApplied(state, nameOrId, 'accept');
  const [stray] = Object.keys(names);
  if (known && stray !== undefined)
    throw usage(`The plan has this request already: peering ${known.name}`, `omit --${stray}`);
  const name = known?.name ?? nameOrId;
  if (how) {
    const { alignFirst } = await import('../commands/peering/align-first.ts');
    await alignFirst(name, how, ports);
  }
  const { peeringAccept } = await import('../commands/peering/accept.ts');
  const accepted = await peeringAccept(name, optionsFrom(flags), ports);
  if (!how || isDeclined(accepted)) return accepted;
  const { applyDecision } = await import('../commands/peering/create-applied.ts');
  return applyDecision(accepted, how, ports, false);
}

export const REJECT: Verb = {
  usage: 'reject [name]',
  dryRuns: true,
  asks: true,
  summary: 'Reject a peering request',
  completes: ['pending'],
  description:
    'With --apply, the request is also rejected at the provider; then the ID of a request from `peerway peering requests` can take the place of a name.',
  examples: [
    'peerway peering reject seoul-osaka --as bob',
    'peerway peering reject pcx-0123456789abcdef5 --apply',
  ],
  flags: applyFlags,
  invoke: (given: string | undefined, flags: Values) => {
    const withFlags = applyFrom(flags);
    return async (ports) => {
      const { nameOrId, how } =
        given === undefined
          ? await promptForRequest('reject', flags, ports)
          : { nameOrId: given, how: withFlags };
      const { peeringWithId, throwUnlessApplied } = await import('../commands/peering/take-in.ts');
      const state = await ports.state.read();
      if (how) {
        const { rejectApplied } = await import('../commands/peering/reject-applied.ts');
        return rejectApplied(nameOrId, how, ports);
      }
      throwUnlessApplied(state, nameOrId, 'reject');
      const { peeringReject } = await import('../commands/peering/reject.ts');
      return peeringReject(peeringWithId(state, nameOrId)?.name ?? nameOrId, ports);
    };
  },
};
