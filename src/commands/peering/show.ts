import { UserError } from '../../errors.ts';
import { isAlive, type Peering, type Side, withAgreement } from '../../model/peering.ts';
import { flagName } from '../../model/provider.ts';
import { peeringNamed } from '../../model/queries.ts';
import type { State } from '../../model/state.ts';
import type { Name } from '../../model/values.ts';
import { labeled, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { engineOf, specs } from '../../providers/registry.ts';
import { visible } from '../../visible.ts';
import { type Part, partLine, partOf } from '../change-lines.ts';
import { endText, type ListedPeering, listedPeering, type PeeringView, statusText } from './view.ts';

/** Everything that a peering puts on one side. */
interface SideContents {
  readonly gateway: Name | null;
  readonly vpc?: Name;
  readonly has: readonly Part[];
}

/** The JSON of a peering with both of its sides. */
export interface ShownPeering extends ListedPeering {
  readonly sides: readonly SideContents[];
}

/** Shows peerings with everything that each puts on both of its sides. */
export async function peeringShow(
  names: readonly string[],
  ports: Uses<'state'>,
): Promise<Result<ShownPeering | readonly ShownPeering[]>> {
  const state = await ports.state.read();
  const shown: { value: ShownPeering; unknown: readonly string[]; peering: Peering }[] = [];
  for (const name of names) {
    const peering = peeringNamed(state, name);
    const { sides, unknown } = await sidesOf(state, peering);
    shown.push({ value: { ...listedPeering(state, peering), sides }, unknown, peering });
  }
  const values = shown.map(({ value }) => value);
  return objectResult((values.length === 1 ? values[0] : values) as ShownPeering | readonly ShownPeering[], {
    names: () => names,
    lines: () =>
      shown.flatMap(({ value, unknown, peering }, at) => [
        ...(at > 0 ? [''] : []),
        ...viewLines(value, peering),
        ...sideLines(value.sides),
        ...unknown,
      ]),
  });
}

/** The resources of each side once the peering is accepted; none for a peering that has ended. */
async function sidesOf(
  state: State,
  peering: Peering,
): Promise<{ readonly sides: SideContents[]; readonly unknown: readonly string[] }> {
  if (!isAlive(peering)) return { sides: [], unknown: [] };
  const engine = await engineOf(peering.via);
  try {
    const scene = { state, peering: withAgreement(peering), access: new Map() };
    const resources = engine.desired(scene);
    const sides = [...new Set(resources.map(({ side }) => side))].map((side) => ({
      ...(engine.ends === 'gateway' ? { gateway: side } : { gateway: null, vpc: side }),
      has: resources
        .filter((resource) => resource.side === side)
        .map((resource) => partOf({ resource, title: resource.title })),
    }));
    return { sides, unknown: [] };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { sides: [], unknown: [`${error.message}: ${error.hint}`] };
  }
}

const sideLines = (sides: readonly SideContents[]): string[] =>
  sides.flatMap(({ gateway, vpc, has }) => [
    `${gateway ?? vpc}:`,
    ...has.map((part) => `  ${partLine(part)}`),
  ]);

const viewLines = (view: PeeringView, peering: Peering): string[] =>
  labeled([
    ['name', view.name],
    ['status', statusText(view)],
    ['via', view.via],
    ['id', view.provider?.id ?? undefined],
    ['provider', reportText(view)],
    ...sharedOptions(peering),
    ['requester', sideText(view.requester, peering, peering.requester)],
    ['accepter', sideText(view.accepter, peering, peering.accepter)],
    ['created', `${view.createdAt} by ${view.createdBy}`],
  ]);

const reportText = ({ provider }: PeeringView): string | undefined =>
  provider?.code
    ? `${visible(provider.code)}: ${visible(provider.message ?? '', 3000)}, at ${provider.at}`
    : undefined;

/** Options with a value, which both sides share. */
const sharedOptions = ({ via, requester }: Peering): [string, string][] =>
  specs
    .of(via)
    .options.flatMap(({ key, shared }) =>
      shared && typeof requester.options[key] === 'string' ? [[words(key), requester.options[key]]] : [],
    );

/** The options of a side that are on, by the names of their flags, and the CIDRs that are left out. */
const sideText = (view: PeeringView['requester'], { via }: Peering, { options }: Side): string =>
  [
    `${endText(view)} (${view.owner})`,
    ...specs.of(via).options.flatMap(({ key, shared }) => (shared ? [] : optionWords(key, options[key]))),
    ...(view.withoutCidrs ?? []).map((cidr) => `without ${cidr}`),
  ].join(', ');

const optionWords = (key: string, value: boolean | string | undefined): string[] => {
  const name = flagName(key).slice(2);
  if (typeof value === 'string') return [`${name} ${value}`];
  return value ? [name] : [];
};

const words = (key: string): string => flagName(key).slice(2).replaceAll('-', ' ');
