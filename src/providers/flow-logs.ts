/** Flow logs of the VPCs of a peering: an option of each side, which all peerings of a VPC share at the provider. */
import { isAlive, type Options, type Peering, type Side, sidesFrom, statusOf } from '../model/peering.ts';
import type { OptionSpec, OptionText } from '../model/provider.ts';
import { peeringsOfVpc } from '../model/queries.ts';
import type { State } from '../model/state.ts';
import type { Name } from '../model/values.ts';

/** The key of the destination. */
export const FLOW_LOGS = 'flowLogs';

/** The option of a side; it has no value until it is given one, so that the flow logs of others are not read. */
export const flowLogsOption = (describe: string, text: Pick<OptionText, 'parse' | 'known'>): OptionSpec => ({
  key: FLOW_LOGS,
  describe,
  text: { ...text, name: 'destination', describeOff: 'delete the flow logs that peerway created' },
  mirror: FLOW_LOGS,
});

/** The destination of the flow logs of a side; false once they are off, undefined if they never were on. */
export function flowLogsIn(options: Options): string | false | undefined {
  const value = options[FLOW_LOGS];
  return value === true ? undefined : value;
}

/** The options without those about flow logs, which are no part of the peering at the provider. */
export function withoutFlowLogs({ [FLOW_LOGS]: _, ...options }: Options): Options {
  return options;
}

/** The destination of the flow logs of one side of a peering. */
export const flowLogsOf = (peering: Peering, side: Name): string | false | undefined =>
  flowLogsIn(sidesFrom(peering, side).local.options);

/** The other peerings of a VPC that send its flow logs somewhere, with the destination. */
export const otherFlowLogs = (
  state: State,
  { name }: Pick<Peering, 'name'>,
  side: Name,
): { readonly peering: Name; readonly destination: string; readonly side: Side }[] =>
  peeringsOfVpc(state, side)
    .filter((other) => other.name !== name && isAlive(other) && statusOf(other) !== 'deleting')
    .flatMap((other) => {
      const destination = flowLogsOf(other, side);
      return typeof destination === 'string'
        ? [{ peering: other.name, destination, side: sidesFrom(other, side).local }]
        : [];
    });

/** The part of a hint for a text that means "off". */
export const offHint = (text: string): string =>
  /^(off|none|no|false|)$/i.test(text)
    ? '; to turn flow logs off, run `peerway peering update <name> --no-flow-logs --apply`'
    : '';
