import { deviceOf } from '../../model/device.ts';
import { endpointText, listenPortOf, sshText } from '../../model/endpoint.ts';
import { labelsOf, labelTexts } from '../../model/labels.ts';
import { DEFAULT_TUNNEL_POOL } from '../../model/preferences.ts';
import { gatewayNamed, vpcOf } from '../../model/queries.ts';
import { ofVpcs } from '../../model/rules/ownership.ts';
import { settingOf } from '../../model/settings.ts';
import type { Gateway, State } from '../../model/state.ts';
import { asked, listed, throwIfDifferent } from '../../model/transitions/existing.ts';
import {
  type Allotment,
  addNewGateway,
  isLeftOver,
  type NewGateway,
} from '../../model/transitions/new-gateway.ts';
import type { Owner, PublicKey } from '../../model/values.ts';
import { type Declined, declined, objectResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { specs } from '../../providers/registry.ts';
import { effective, leftOverWarnings } from '../config/effective.ts';
import { confirmAndChange } from '../confirm-and-change.ts';
import { type GatewayView, gatewayLines, gatewayView } from './view.ts';

export interface GatewayCreateIntent extends NewGateway {
  readonly owner?: Owner;
  readonly publicKey?: PublicKey;
  /** Set to succeed if a gateway of this name has the same values; those that have a default are here if given. */
  readonly ifNotExists?: Partial<Pick<NewGateway, 'interface' | 'mtu'>>;
}

/** Creates a gateway in the plan, with its VPC if the intent has CIDRs for a new one. */
export async function gatewayCreate(
  intent: GatewayCreateIntent,
  ports: Uses<'state' | 'preferences' | 'terminal' | 'random'>,
): Promise<Result<GatewayView> | Declined> {
  const owner = intent.owner ?? (await ports.state.actor());
  const keys = intent.publicKey ? { publicKey: intent.publicKey } : await ports.random.keyPair();
  const own = await ports.preferences.read();
  const allotmentIn = (state: State): Allotment => ({
    owner,
    keys,
    now: ports.state.now,
    pool: effective(state, own, 'tunnel-pool') ?? DEFAULT_TUNNEL_POOL,
    pool6: () => settingOf(state, 'tunnel-pool-ipv6') ?? ports.random.uniqueLocal(),
  });
  const created = await confirmAndChange(ports, {
    kind: 'prompted',
    subjects: (before) => ofVpcs([vpcOfNew(before, intent)])(before),
    decide: (before) =>
      existing(before, intent) ?? {
        ...addNewGateway(specs, before, inKnownVpc(before, intent), allotmentIn(before)),
        notes: leftOverNotes(before, intent),
      },
    question: () => `Create gateway ${intent.name}`,
    lines: ({ state, warnings }) => [
      ...indentedLines(gatewayView(state, gatewayNamed(state, intent.name))),
      ...warnings.map((warning) => `warning: ${warning}`),
    ],
  });
  if (!created) return declined();
  const { state, warnings } = created;
  const isNew = !('exists' in created);
  const brief = ({ name, status }: GatewayView) => [
    `Gateway ${name} ${isNew ? '' : 'already exists and '}is ${status}`,
  ];
  const value = gatewayView(state, gatewayNamed(state, intent.name));
  return objectResult(value, {
    names: ({ name }) => [name],
    lines: (view) => [...brief(view), ...indentedLines(view)],
    brief,
    warnings: [
      ...warnings,
      ...(isNew && usesPool(intent) ? leftOverWarnings(state, own, 'tunnel-pool') : []),
    ],
    notes: !isNew
      ? ['nothing was changed']
      : intent.publicKey
        ? [
            ...created.notes,
            `the private key of ${intent.name} is not stored: fill it in where a rendered file leaves it out`,
          ]
        : created.notes,
    next:
      value.status === 'pending'
        ? [`to activate the gateway with its first deployment, run \`peerway gateway deploy ${intent.name}\``]
        : [],
  });
}

/** Returns the name of the VPC that the gateway is put into if it exists; a new one has no owner yet. */
const vpcOfNew = (before: State, intent: GatewayCreateIntent): string =>
  intent.vpc ?? (isLeftOver(before, intent) ? intent.name : '');

/** Returns a note if the gateway is put into a VPC that an earlier gateway of its name has left. */
const leftOverNotes = (before: State, intent: GatewayCreateIntent): string[] =>
  intent.vpc === undefined && isLeftOver(before, intent)
    ? [`VPC ${intent.name} existed already, with the same values and without a gateway: it is used`]
    : [];

const usesPool = ({ tunnelSubnets }: GatewayCreateIntent): boolean => tunnelSubnets.length === 0;

/** Returns the unchanged state if there is a gateway with the given values. Exit 5 if it has others. */
function existing(state: State, intent: GatewayCreateIntent) {
  const gateway = state.gateways.get(intent.name);
  if (!gateway || !intent.ifNotExists) return undefined;
  const values = askedOf(state, gateway, intent);
  throwIfDifferent(`Gateway ${gateway.name}`, values, `peerway gateway show ${gateway.name}`);
  return { state, warnings: [], notes: [], exists: true };
}

const endpointOrNone = ({ endpoint }: Pick<Gateway, 'endpoint'>): string =>
  endpoint ? endpointText(endpoint) : 'none';

function askedOf(state: State, gateway: Gateway, intent: GatewayCreateIntent) {
  const { vpc, cidrs, location, listenPort, tunnelSubnets, lanAddresses, ssh, ifNotExists = {} } = intent;
  const placed = vpcOf(state, gateway);
  const present = { endpoint: endpointOrNone(gateway), ssh: gateway.ssh ? sshText(gateway.ssh) : '' };
  return [
    { name: '--vpc', wanted: vpc, present: gateway.vpc },
    { name: '--cidr', wanted: asked(cidrs), present: listed(placed.cidrs) },
    { name: '--location', wanted: location, present: placed.location ?? '' },
    { name: '--device', wanted: intent.device?.name, present: deviceOf(gateway).name },
    { name: '--device-version', wanted: intent.device?.version, present: deviceOf(gateway).version ?? '' },
    { name: '--endpoint', wanted: endpointOrNone(intent), present: present.endpoint },
    { name: '--listen-port', wanted: listenPort?.toString(), present: String(listenPortOf(gateway)) },
    { name: '--lan-address', wanted: asked(lanAddresses), present: listed(gateway.lanAddresses) },
    { name: '--ssh', wanted: ssh && sshText(ssh), present: present.ssh },
    { name: '--tunnel-subnet', wanted: asked(tunnelSubnets), present: listed(gateway.tunnelSubnets) },
    { name: '--interface', wanted: ifNotExists.interface, present: gateway.interface },
    { name: '--mtu', wanted: ifNotExists.mtu?.toString(), present: String(gateway.mtu) },
    { name: '--public-key', wanted: intent.publicKey, present: gateway.publicKey },
    { name: '--status', wanted: intent.status, present: gateway.status },
    { name: '--owner', wanted: intent.owner, present: gateway.owner },
    {
      name: '--label',
      wanted: asked(labelTexts(labelsOf(intent.labels ?? []))),
      present: listed(labelTexts(gateway.labels)),
    },
  ];
}

/** Puts the gateway into the VPC of its name if that exists with the given CIDRs. Exit 5 if it has others. */
function inKnownVpc(state: State, intent: GatewayCreateIntent): GatewayCreateIntent {
  const vpc = state.vpcs.get(intent.name);
  if (!vpc || !intent.ifNotExists || intent.vpc !== undefined) return intent;
  const values = [
    { name: '--cidr', wanted: asked(intent.cidrs), present: listed(vpc.cidrs) },
    { name: '--location', wanted: intent.location, present: vpc.location ?? '' },
  ];
  throwIfDifferent(`VPC ${vpc.name}`, values, `peerway vpc show ${vpc.name}`);
  return { ...intent, vpc: vpc.name, cidrs: [] };
}

const indentedLines = (view: GatewayView): string[] => gatewayLines(view).map((line) => `  ${line}`);
