import { wayProblems } from '../../deploy/health.ts';
import { inspectGateways, isInspected } from '../../deploy/inspect.ts';
import { type Reply, sectionLines } from '../../deploy/reply.ts';
import { readOnlyContext, runTask, type TaskOutcome } from '../../deploy/run-task.ts';
import { EXIT, validationError } from '../../errors.ts';
import { familyOf, type Ip } from '../../model/address/cidr.ts';
import { ownAddresses } from '../../model/allocated-addresses.ts';
import { desiredForPeering } from '../../model/desired/gateway.ts';
import { isRendered, statusOf } from '../../model/peering.ts';
import { gatewayNamed, gatewayPeeringNamed, gatewaysOf } from '../../model/queries.ts';
import type { Gateway } from '../../model/state.ts';
import { type Column, listResult, type Result } from '../../output/result.ts';
import type { Uses } from '../../ports/ports.ts';
import { visible } from '../../visible.ts';
import { failureText, gatewaysMeant, reachable } from '../gateway/reach.ts';

/** Bytes of the IP and ICMP headers, for IPv4 (RFC 791, 792) and IPv6 (RFC 8200, 4443). */
const HEADERS = { 4: 28, 6: 48 } as const;

/** One probe as JSON. */
interface ProbeRow {
  readonly from: string;
  readonly to: string;
  readonly address: string;
  /** Size of the packet inside the tunnel, in bytes. */
  readonly bytes: number;
  readonly result: 'ok' | 'lost';
  /** Round-trip time in milliseconds. */
  readonly rtt: number | null;
}

/** The columns of `peering verify`. */
export const VERIFY_COLUMNS: readonly Column<ProbeRow>[] = [
  { header: 'FROM', cell: (row) => row.from },
  { header: 'TO', cell: (row) => row.to },
  { header: 'ADDRESS', cell: (row) => visible(row.address) },
  { header: 'BYTES', cell: (row) => String(row.bytes), values: 'number' },
  { header: 'RESULT', cell: (row) => row.result, values: ['ok', 'lost'], isStatus: true },
  { header: 'RTT', cell: ({ rtt }) => (rtt === null ? '-' : `${rtt} ms`), rank: 1 },
];

type VerifyPorts = Uses<'state' | 'terminal' | 'outside' | 'random'>;

/**
 * Probes a peering in both directions between the tunnel addresses, with small packets and packets of the MTU. Follows
 * packets between the VPCs through the firewall and the routes of both gateways, since the probes do not pass them.
 * Exit 8 if a probe is lost or packets would be, 6 if a gateway cannot be reached.
 */
export async function peeringVerify(name: string, ports: VerifyPorts): Promise<Result<readonly ProbeRow[]>> {
  const { probed, problems } = await ports.terminal.during(`probing ${name}`, () => probe(name, ports));
  const rows = probed.flatMap(({ from, to, outcome }) =>
    'reply' in outcome ? rowsOf(from, to, outcome.reply) : [],
  );
  const failures = probed.flatMap(({ from, outcome }) =>
    'failure' in outcome ? [`${from.name}: ${failureText(outcome.failure)}`] : [],
  );
  const lost = rows.some(({ result }) => result === 'lost');
  return listResult(rows, {
    columns: VERIFY_COLUMNS,
    nameOf: (row) => `${row.from} ${row.to}`,
    empty: '',
    warnings: [...failures, ...mtuWarnings(rows), ...problems],
    exit: failures.length > 0 ? EXIT.rolledBack : lost || problems.length > 0 ? EXIT.finding : EXIT.done,
  });
}

/** Outcome of the probes in one direction. */
interface Probed {
  readonly from: Gateway;
  readonly to: Gateway;
  readonly outcome: TaskOutcome;
}

async function probe(name: string, ports: VerifyPorts): Promise<{ probed: Probed[]; problems: string[] }> {
  const state = await ports.state.read();
  const peering = gatewayPeeringNamed(state, name);
  if (!isRendered(peering)) {
    throw validationError(
      'not-active',
      `Peering ${peering.name} is ${statusOf(peering)}`,
      `run \`peerway peering ${statusOf(peering) === 'disabled' ? `enable ${peering.name}\`` : `show ${peering.name}\` to see why`}`,
    );
  }
  const names = gatewaysOf([peering]);
  const ends = names.map((one) => gatewayNamed(state, one));
  // A device is probed from the other side only.
  const reached = gatewaysMeant(state, { names, all: false, local: false, skipDevices: true }, 'status');
  const ways = await reachable(state, reached, ports, false);
  const inspecting = inspectGateways(
    ways.map(({ transport }, at) => ({
      transport,
      desired: desiredForPeering(state, reached[at]?.name ?? '', peering.name),
    })),
    ways.length,
    ports.random.changeId(),
  );
  const probing = Promise.all(
    ways.map(async ({ transport }, at) => {
      const from = reached[at] as Gateway;
      const to = ends.find((end) => end.name !== from.name) as Gateway;
      const context = readOnlyContext(from.interface, ports.random.changeId());
      const outcome = await runTask(transport, 'probe', context, { probes: probesBetween(from, to) });
      return { from, to, outcome };
    }),
  );
  const [inspections, probed] = await Promise.all([inspecting, probing]);
  const problems = inspections
    .filter(isInspected)
    .flatMap(({ desired, live }) =>
      wayProblems(desired, live).map((text) => `${desired.name}: ${visible(text, 500)}`),
    );
  return { probed, problems };
}

/** Returns the probes from each tunnel address to the remote one of the same family, in the script's format. */
function probesBetween(from: Gateway, to: Gateway): string {
  const [sources, remotes] = [from, to].map((gateway): Ip[] => ownAddresses(gateway).map(({ ip }) => ip)) as [
    Ip[],
    Ip[],
  ];
  return sources
    .flatMap((source) =>
      remotes
        .filter((remote) => familyOf(remote) === familyOf(source))
        .map((remote) => `${source} ${remote} ${Math.min(from.mtu, to.mtu) - HEADERS[familyOf(remote)]}\n`),
    )
    .join('');
}

const rowsOf = (from: Gateway, to: Gateway, reply: Reply): ProbeRow[] =>
  sectionLines(reply, 'probes').map((line) => {
    const [, address = '', size = '0', result = '', rtt = '-'] = line.split(' ');
    return {
      from: from.name,
      to: to.name,
      address,
      bytes: Number(size) + HEADERS[address.includes(':') ? 6 : 4],
      result: result === 'ok' ? 'ok' : 'lost',
      rtt: rtt === '-' ? null : Number(rtt),
    };
  });

/** Returns a warning for each path that loses only large packets: the MTU is too high there. */
const mtuWarnings = (rows: readonly ProbeRow[]): string[] =>
  rows
    .filter(
      ({ result, bytes, from, address }) =>
        result === 'lost' &&
        rows.some(
          (other) =>
            other.from === from && other.address === address && other.bytes < bytes && other.result === 'ok',
        ),
    )
    .map(
      ({ from, to, bytes }) =>
        `packets of ${bytes} bytes do not get from ${from} to ${to}; run \`peerway gateway update ${from} --mtu 1280\`, which every path carries`,
    );
