/** The options of one side of a peering at Azure, and the rules for them (Azure: gateway transit for peering). */
import { isAlive, otherEnd, type Side } from '../../model/peering.ts';
import type { OptionSpec } from '../../model/provider.ts';
import { peeringsOfVpc } from '../../model/queries.ts';
import type { OptionProposal } from '../../model/rules/proposal.ts';
import type { Rule } from '../../model/rules/rule.ts';
import { shellQuoted } from '../../visible.ts';
import { flowLogsIn, flowLogsOption, otherFlowLogs } from '../flow-logs.ts';
import { isSameId, parseStorageAccount } from './ids.ts';

/** Each side's own half has them. Access to the VNet is no option: without it, nothing passes. */
export const options: readonly OptionSpec[] = [
  {
    key: 'allowForwardedTraffic',
    describe: 'accept packets from the peer whose source is outside of it, such as those of a gateway',
    fallback: false,
    mirror: 'allowForwardedTraffic',
  },
  {
    key: 'allowGatewayTransit',
    describe: 'let the peer use the VPN or ExpressRoute gateway of your side',
    fallback: false,
    mirror: 'useRemoteGateways',
  },
  {
    key: 'useRemoteGateways',
    describe: 'use the VPN or ExpressRoute gateway of the peer',
    fallback: false,
    mirror: 'allowGatewayTransit',
  },
  flowLogsOption('ID of a storage account (Azure)', { parse: parseStorageAccount }),
];

type OptionRule = Rule<OptionProposal>;

/** Each side with the one opposite. */
const directions = ({ requester, accepter }: OptionProposal): [Side, Side][] => [
  [requester, accepter],
  [accepter, requester],
];

const isUser = ({ options: { useRemoteGateways } }: Side): boolean => useRemoteGateways === true;
const isLender = ({ options: { allowGatewayTransit } }: Side): boolean => allowGatewayTransit === true;

/** A VNet that uses the gateways of another has none of its own. */
const gatewayTransitLoop: OptionRule = {
  code: 'gateway-transit-loop',
  reason: 'gateways in both directions',
  hint: () => 'use --use-remote-gateways on one side and --allow-gateway-transit on the other',
  find: (proposal) =>
    directions(proposal)
      .filter(([side]) => isUser(side) && isLender(side))
      .map(([{ end }, other]) => ({
        message: `VPC ${end.name} cannot use the gateways of ${other.end.name} and lend it its own`,
      })),
};

/** Only one peering of a VNet may have the flag. */
const remoteGatewaysOnce: OptionRule = {
  code: 'remote-gateways-once',
  reason: 'already uses the gateways of another VPC',
  hint: () => 'omit --use-remote-gateways',
  find: ({ state, name, ...sides }) =>
    [sides.requester, sides.accepter].filter(isUser).flatMap(({ end }) =>
      peeringsOfVpc(state, end.name)
        .filter((peering) => isAlive(peering) && peering.name !== name)
        .filter(({ requester, accepter }) => isUser(requester.end.name === end.name ? requester : accepter))
        .map((peering) => ({
          message: `VPC ${end.name} already uses the gateways of ${otherEnd(peering, end.name)}, through peering ${peering.name}`,
        })),
    ),
};

/** Azure rejects the flag while the other half does not allow transit, which is not known until it is accepted. */
const gatewayTransitMissing: OptionRule = {
  code: 'gateway-transit-missing',
  reason: 'no gateway transit',
  hint: () => 'add --allow-gateway-transit on the side with the gateway',
  find: (proposal) =>
    directions(proposal)
      .filter(([side, other]) => proposal.isAgreed && isUser(side) && !isLender(other))
      .map(([{ end }, other]) => ({
        message: `VPC ${end.name} uses the gateways of ${other.end.name}, which does not allow gateway transit`,
      })),
};

/** Azure allows only one flow log per VNet. */
const flowLogsOnce: OptionRule = {
  code: 'flow-logs-once',
  reason: 'flow logs to another destination',
  hint: () => 'use the same destination, or omit --flow-logs',
  find: ({ state, name, ...sides }) =>
    [sides.requester, sides.accepter].flatMap(({ end, options: own }) => {
      const wanted = flowLogsIn(own);
      if (typeof wanted !== 'string') return [];
      return otherFlowLogs(state, { name }, end.name)
        .filter(({ destination }) => !isSameId(destination, wanted))
        .map(({ peering, destination }) => ({
          message: `VPC ${end.name} already sends its flow logs to ${destination}, through peering ${peering}`,
          hint: `use --flow-logs ${shellQuoted(destination)}, or omit it`,
        }));
    }),
};

export const optionRules: readonly OptionRule[] = [
  flowLogsOnce,
  gatewayTransitLoop,
  remoteGatewaysOnce,
  gatewayTransitMissing,
];
