/** `peering update`: options and left-out CIDRs of a cloud peering. */
import type { Cidr } from '../model/address/cidr.ts';
import { parseCidr } from '../model/address/parse.ts';
import type { Name } from '../model/values.ts';
import { grouped, listFlag, switchFlag, type Verb } from './grammar.ts';
import type { Values } from './provider.ts';
import { applyFrom, optionFlags, optionsFrom, updateFlags, withoutCidrFlag } from './provider-flags.ts';

interface UpdateFlags extends Values {
  readonly side?: Name;
  readonly duplex?: boolean;
  readonly dryRun?: boolean;
  readonly withoutCidr?: readonly Cidr[];
  readonly withCidr?: readonly Cidr[];
}

export const UPDATE: Verb = {
  usage: 'update <name>',
  summary: 'Update a cloud peering',
  completes: ['peering'],
  description: [
    'Changes the options of your side and the CIDRs that the peering leaves out. With --apply, brings the provider in',
    'line with the plan without interrupting traffic: options, routes and rules of CIDRs that a VPC has gained or',
    'lost. Routes and rules that the plan does not contain are removed once you confirm it.',
  ].join(' '),
  examples: [
    'peerway peering update shop-cache --dns --apply',
    'peerway peering update files-apps --no-export-custom-routes --duplex',
    'peerway peering update shop-cache --without-cidr 100.64.0.0/16 --apply',
    'peerway peering update shop-cache --apply --dry-run',
  ],
  flags: () => [
    switchFlag('--dry-run', 'show the changes without making them'),
    ...grouped('Cloud flags', [
      switchFlag('--duplex', 'also set the options of the other side that mirror these'),
      withoutCidrFlag(),
      listFlag('--with-cidr <cidr...>', 'left-out CIDR to connect again', 'nothing', (text) =>
        parseCidr(text),
      ),
    ]),
    ...optionFlags('update'),
    ...updateFlags(),
  ],
  invoke: (name: string, flags: UpdateFlags) => {
    const { side, duplex = false, dryRun = false, withoutCidr = [], withCidr = [] } = flags;
    const how = applyFrom(flags, ['side']);
    const intent = {
      name,
      ...(side === undefined ? {} : { side }),
      options: optionsFrom(flags),
      both: duplex,
      withoutCidrs: withoutCidr,
      withCidrs: withCidr,
      dryRun,
    };
    return async (ports) => (await import('../commands/peering/update.ts')).peeringUpdate(intent, how, ports);
  },
};
