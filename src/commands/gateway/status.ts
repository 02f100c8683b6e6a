import { type PeerHealth, peerHealth, trafficProblems } from '../../deploy/health.ts';
import {
  type InspectedGateway,
  type Inspection,
  inspectGateways,
  isInspected,
} from '../../deploy/inspect.ts';
import { EXIT } from '../../errors.ts';
import { count } from '../../model/count.ts';
import { oldGatewayKeys } from '../../model/key-age.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';
import {
  failedText,
  failureText,
  gatewaysMeant,
  type ReachIntent,
  reachable,
  skippedDevices,
  skippedNotes,
} from './reach.ts';

export interface StatusIntent extends ReachIntent {
  readonly concurrency: number;
  /** Seconds between repeated inspections; absent for a single one. */
  readonly every?: number;
}

/** One peer of a gateway, or the gateway itself if it has no peers to show. */
interface StatusRow {
  readonly gateway: string;
  readonly peer: string | null;
  readonly state: PeerHealth['state'] | 'unreachable' | 'no-interface' | 'no-peers';
  /** Seconds. */
  readonly handshakeAge: number | null;
  readonly endpoint: string | null;
  /** Bytes. */
  readonly received: number;
  readonly sent: number;
  /** Problems of the gateway, the same in the rows of all its peers. */
  readonly problems: readonly string[];
}

const STATES: Readonly<Record<StatusRow['state'], true>> = {
  up: true,
  stale: true,
  down: true,
  missing: true,
  foreign: true,
  unreachable: true,
  'no-interface': true,
  'no-peers': true,
};

/** The columns of `gateway status`. */
export const STATUS_COLUMNS: readonly Column<StatusRow>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'PEER', cell: ({ peer }) => visible(peer ?? '-') },
  { header: 'STATE', cell: ({ state }) => state, values: Object.keys(STATES), isStatus: true },
  {
    header: 'HANDSHAKE',
    cell: (row) => ageText(row),
    value: ({ handshakeAge }) => String(handshakeAge ?? ''),
  },
  { header: 'ENDPOINT', cell: ({ endpoint }) => visible(endpoint ?? '-'), rank: 2 },
  {
    header: 'RECEIVED',
    cell: ({ received }) => bytesText(received),
    value: ({ received }) => String(received),
    values: 'number',
    rank: 1,
  },
  {
    header: 'SENT',
    cell: ({ sent }) => bytesText(sent),
    value: ({ sent }) => String(sent),
    values: 'number',
    rank: 1,
  },
];

/** Lists the peers of live gateways with handshake, endpoint and transfer, and warns of conditions that break traffic. */
export async function gatewayStatus(
  { concurrency, every, ...intent }: StatusIntent,
  ports: Uses<'state' | 'terminal' | 'outside' | 'random'>,
): Promise<Result<readonly StatusRow[]>> {
  const state = await ports.state.read();
  const meant = gatewaysMeant(state, intent, 'status');
  const gateways = await reachable(state, meant, ports, intent.local);
  const inspections = await ports.terminal.during(`inspecting ${count(gateways.length, 'gateway')}`, () =>
    inspectGateways(gateways, concurrency, ports.random.changeId()),
  );
  return listResult(inspections.flatMap(rowsOf), {
    columns: STATUS_COLUMNS,
    nameOf: ({ gateway, peer }) => (peer === null ? gateway : `${gateway}/${peer}`),
    empty: '',
    notes: skippedNotes(skippedDevices(state, intent)),
    warnings: [
      ...inspections.flatMap((inspection) =>
        isInspected(inspection)
          ? problemsOf(inspection).map((text) => `${inspection.desired.name}: ${text}`)
          : [failedText(inspection)],
      ),
      ...oldGatewayKeys(state, meant, ports.state.now),
    ],
    exit: inspections.every(isInspected) ? EXIT.done : EXIT.rolledBack,
    ...(every === undefined ? {} : { repeatAfter: every }),
  });
}

function rowsOf(inspection: Inspection): StatusRow[] {
  const gateway = inspection.desired.name;
  const alone = (state: StatusRow['state'], problems: readonly string[]): StatusRow[] => [
    { gateway, peer: null, state, handshakeAge: null, endpoint: null, received: 0, sent: 0, problems },
  ];
  if (!isInspected(inspection)) return alone('unreachable', [failureText(inspection.failure)]);
  const problems = problemsOf(inspection);
  if (!inspection.live.interface) return alone('no-interface', problems);
  const peers = peerHealth(inspection.desired, inspection.live);
  if (peers.length === 0) return alone('no-peers', problems);
  return peers.map(({ handshakeAge = null, endpoint = null, ...health }) => ({
    gateway,
    ...health,
    handshakeAge,
    endpoint,
    problems,
  }));
}

/** Returns the problems of a gateway; a pending change counts as one. */
function problemsOf({ desired, live, differences }: InspectedGateway): string[] {
  const { name, interface: wg } = desired;
  const deploy = `\`peerway gateway deploy ${name}\``;
  const texts = [
    ...(live.interface ? [] : [`no interface ${wg.name}; run ${deploy}`]),
    ...(live.interface && differences.length > 0
      ? [`differs from the plan; run \`peerway gateway diff ${name}\`, then ${deploy}`]
      : []),
    ...(live.lockHolder === undefined ? [] : [`a change is pending: ${live.lockHolder}`]),
    ...trafficProblems(desired, live),
  ];
  return texts.map((text) => visible(text, 500));
}

function ageText({ handshakeAge: age }: StatusRow): string {
  if (age === null) return 'never';
  if (age < 60) return `${age} s ago`;
  if (age < 3600) return `${Math.floor(age / 60)} min ago`;
  return age < 86_400 ? `${Math.floor(age / 3600)} h ago` : `${Math.floor(age / 86_400)} d ago`;
}

/** Formats bytes in binary units, as `wg show` does. */
function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const number = bytes / 1024 ** power;
  return `${power === 0 ? number : number.toFixed(1)} ${units[power]}`;
}
