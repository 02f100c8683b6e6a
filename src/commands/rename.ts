/** Renames a VPC, gateway, peering or client. */

import { desiredGateway } from '../model/desired/gateway.ts';
import { differsOnHost } from '../model/desired/nameless.ts';
import { isRendered, otherEnd } from '../model/peering.ts';
import { peeringsOf } from '../model/queries.ts';
import { ofGateways, ofPeerings, ofVpcs, type Subjects } from '../model/rules/ownership.ts';
import type { State } from '../model/state.ts';
import {
  type Reference,
  type Renaming,
  renameClient,
  renameGateway,
  renamePeering,
  renameVpc,
} from '../model/transitions/rename.ts';
import type { Name } from '../model/values.ts';
import { foldedLines } from '../output/folded.ts';
import { objectResult, type Result } from '../output/result.ts';
import type { Uses } from '../ports/ports.ts';
import { gatewaysNext } from './change-lines.ts';
import { doneText } from './dry-run.ts';

export interface RenameIntent {
  readonly old: string;
  readonly name: Name;
}

/** A renamed object as JSON. */
interface Renamed {
  readonly kind: 'vpc' | 'gateway' | 'peering' | 'client';
  readonly name: Name;
  readonly previousName: string;
  /** The name that it keeps at its provider; null if that is the new one. */
  readonly nameAtProvider: Name | null;
  /** Objects that refer to it, by its new name now. */
  readonly references: readonly Reference[];
  /** The gateways whose configuration is no longer that of the plan. */
  readonly renderAgain: readonly Name[];
}

type RenamePorts = Uses<'state'>;

export const vpcRename = (intent: RenameIntent, ports: RenamePorts): Promise<Result<Renamed>> =>
  rename(
    'vpc',
    intent,
    { subjects: ofVpcs([intent.old]), decide: (state) => renameVpc(state, intent.old, intent.name) },
    ports,
  );

export const gatewayRename = (intent: RenameIntent, ports: RenamePorts): Promise<Result<Renamed>> =>
  rename(
    'gateway',
    intent,
    { subjects: ofGateways([intent.old]), decide: (state) => renameGateway(state, intent.old, intent.name) },
    ports,
  );

export const peeringRename = (intent: RenameIntent, ports: RenamePorts): Promise<Result<Renamed>> =>
  rename(
    'peering',
    intent,
    { subjects: ofPeerings([intent.old]), decide: (state) => renamePeering(state, intent.old, intent.name) },
    ports,
  );

export const clientRename = (
  { gateway, ...intent }: RenameIntent & { readonly gateway: string },
  ports: RenamePorts,
): Promise<Result<Renamed>> =>
  rename(
    'client',
    intent,
    {
      subjects: ofGateways([gateway]),
      decide: (state) => renameClient(state, gateway, intent.old, intent.name),
    },
    ports,
  );

const LABELS: Readonly<Record<Renamed['kind'], string>> = {
  vpc: 'VPC',
  gateway: 'Gateway',
  peering: 'Peering',
  client: 'Client',
};

interface Decide {
  readonly subjects: Subjects;
  decide(state: State): Renaming;
}

async function rename(
  kind: Renamed['kind'],
  { old, name }: RenameIntent,
  { subjects, decide }: Decide,
  ports: RenamePorts,
): Promise<Result<Renamed>> {
  const { state, before, references, nameAtProvider } = await ports.state.change(
    (before) => ({ ...decide(before), before }),
    subjects,
  );
  const isNew = state !== before;
  const again = kind === 'gateway' && isNew ? changedOnHost(before, state, old as Name, name) : [];
  return objectResult<Renamed>(
    {
      kind,
      name,
      previousName: old,
      nameAtProvider: nameAtProvider ?? null,
      references,
      renderAgain: again,
    },
    {
      names: () => [name],
      lines: () => [
        isNew
          ? `${LABELS[kind]} ${old} ${doneText(ports.state, `renamed to ${name}`)}`
          : `${LABELS[kind]} ${name} is unchanged`,
        ...foldedLines(
          references.map((one) => `  ~ ${one.kind} ${one.name}`),
          (rest) => `  ~ and ${rest} more; to list all, use -o json`,
          20,
        ),
      ],
      notes: [
        ...(isNew && nameAtProvider
          ? [`what exists at its provider keeps the name ${nameAtProvider}; nothing is created again there`]
          : []),
        ...(kind === 'gateway' && isNew ? derivedNames(state, old, name) : []),
      ],
      next: [gatewaysNext(state, again)],
    },
  );
}

/** Returns the gateways whose hosts differ from the plan after a rename: names are only comments there. */
function changedOnHost(before: State, after: State, old: Name, name: Name): Name[] {
  const was = (one: Name): Name => (one === name ? old : one);
  const remotes = peeringsOf(after, name)
    .filter(isRendered)
    .map((peering) => otherEnd(peering, name));
  return [name, ...remotes].filter((one) =>
    differsOnHost(desiredGateway(before, was(one)), desiredGateway(after, one)),
  );
}

/** Returns a note for the peerings whose names contain the old name of their gateway. */
function derivedNames(state: State, old: string, name: Name): string[] {
  const named = peeringsOf(state, name).filter((peering) => {
    const other = otherEnd(peering, name);
    return peering.name === `${old}-${other}` || peering.name === `${other}-${old}`;
  });
  const [first] = named;
  if (!first) return [];
  const example = first.name.startsWith(`${old}-`)
    ? `${name}-${otherEnd(first, name)}`
    : `${otherEnd(first, name)}-${name}`;
  return [
    `${named.length === 1 ? `peering ${first.name} keeps its name` : `${named.length} peerings keep their names`}; to rename ${named.length === 1 ? 'it' : 'one'}, run \`peerway peering rename ${first.name} ${example}\``,
  ];
}
