import { conditionsOf, type PeerHealth, peersHealth } from '../../apply/health.ts';
import { lookAt, wasSeen } from '../../apply/look.ts';
import type { Context } from '../../context.ts';
import { EXIT } from '../../errors.ts';
import { type Column, list, type Outcome } from '../../output/outcome.ts';
import { visible } from '../../visible.ts';
import { failedText } from './diff.ts';
import { changeId, gatewaysMeant, type ReachIntent, reachable } from './reach.ts';

export interface StatusIntent extends ReachIntent {
  readonly concurrency: number;
  /** Seconds after which it looks again, until it is ended. */
  readonly every?: number;
}

/** One peer of one gateway. */
interface StatusRow extends PeerHealth {
  readonly gateway: string;
}

export const STATUS_COLUMNS: readonly Column<StatusRow>[] = [
  { header: 'GATEWAY', cell: ({ gateway }) => gateway },
  { header: 'PEER', cell: ({ peer }) => visible(peer) },
  { header: 'STATE', cell: ({ state }) => state, state: true },
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
    rank: 1,
  },
  { header: 'SENT', cell: ({ sent }) => bytesText(sent), value: ({ sent }) => String(sent), rank: 1 },
];

/** Each peer of live gateways: handshake, endpoint, transfer; and what breaks traffic though all looks right. */
export async function gatewayStatus(intent: StatusIntent, context: Context): Promise<Outcome> {
  const outcome = await statusNow(intent, context);
  const { every } = intent;
  if (every === undefined) return outcome;
  const next = async () => {
    await new Promise((resolve) => setTimeout(resolve, every * 1000));
    return gatewayStatus(intent, context);
  };
  return { ...outcome, notes: [`as of ${new Date().toISOString()}, every ${every} s; Ctrl-C ends it`], next };
}

async function statusNow({ concurrency, ...intent }: StatusIntent, context: Context): Promise<Outcome> {
  const state = await context.read();
  const gateways = await reachable(state, gatewaysMeant(state, intent), context, intent.local);
  const sights = await context.during('looking at the gateways', () =>
    lookAt(gateways, concurrency, changeId()),
  );
  const seen = sights.filter(wasSeen);
  const rows = seen.flatMap(({ desired, live }) =>
    peersHealth(desired, live).map((health) => ({ gateway: desired.name, ...health })),
  );
  const failed = sights.filter((sight) => !wasSeen(sight));
  return list({
    rows,
    columns: STATUS_COLUMNS,
    nameOf: ({ peer }) => peer,
    empty: failed.length > 0 ? '' : 'no peer yet',
    warnings: [
      ...failed.map(failedText),
      ...seen
        .filter(({ live }) => !live.interface)
        .map(
          ({ desired }) =>
            `${desired.name}: there is no ${desired.interface.name}; peerway gateway deploy ${desired.name}`,
        ),
      ...seen
        .filter(({ live }) => live.pending)
        .map(
          ({ desired, live }) => `${desired.name}: a change is pending, by ${visible(live.pending ?? '')}`,
        ),
      ...seen.flatMap(({ desired, live }) =>
        conditionsOf(desired, live).map((text) => `${desired.name}: ${visible(text, 300)}`),
      ),
    ],
    exit: failed.length > 0 ? EXIT.rolledBack : EXIT.done,
  });
}

function ageText({ handshakeAge: age }: Pick<PeerHealth, 'handshakeAge'>): string {
  if (age === undefined) return 'never';
  if (age < 60) return `${age} s ago`;
  if (age < 3600) return `${Math.floor(age / 60)} min ago`;
  return age < 86_400 ? `${Math.floor(age / 3600)} h ago` : `${Math.floor(age / 86_400)} d ago`;
}

/** As `wg show` tells transfer: binary units. */
function bytesText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const number = bytes / 1024 ** power;
  return `${power === 0 ? number : number.toFixed(1)} ${units[power]}`;
}
