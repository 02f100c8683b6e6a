/** Units that resolve the host names of endpoints again, for systemd and any way of bringing up the tunnel. */
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { endpointText, isIp } from '../model/endpoint.ts';
import { banner, fileText, type Rendering, type RenderOptions } from './rendering.ts';
import resolve from './resolve.sh?raw';

/** Shell function `resolve_endpoints`. */
export const RESOLVE_ENDPOINTS = resolve;

/** Seconds between two attempts. */
export const RESOLVE_INTERVAL = 30;

/** Returns whether the endpoint of a peer is a host name, which WireGuard itself resolves only once. */
export const hasNamedEndpoints = ({ peers }: DesiredGateway): boolean =>
  peers.some(({ endpoint }) => endpoint && !isIp(endpoint.host));

/** Returns the [Timer] section of a timer that tries again and again. */
export const RESOLVE_TIMER: readonly string[] = [
  '[Timer]',
  `OnActiveSec=${RESOLVE_INTERVAL}s`,
  `OnUnitInactiveSec=${RESOLVE_INTERVAL}s`,
  'AccuracySec=5s',
  '',
  '[Install]',
  'WantedBy=timers.target',
];

export function renderResolve(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { name: wg } = desired.interface;
  if (!hasNamedEndpoints(desired))
    return { files: [], notes: [`no peer of ${desired.name} has a host name as its endpoint`] };
  const script = `/usr/local/sbin/${wg}-resolve`;
  return {
    files: [
      { name: `${wg}-resolve`, text: scriptText(desired, options) },
      {
        name: `${wg}-resolve.service`,
        text: fileText([
          banner(desired, options),
          '[Unit]',
          `Description=Host names of the endpoints of ${wg}`,
          '',
          '[Service]',
          'Type=oneshot',
          `ExecStart=${script}`,
        ]),
      },
      {
        name: `${wg}-resolve.timer`,
        text: fileText([
          banner(desired, options),
          '[Unit]',
          `Description=Host names of the endpoints of ${wg}, every ${RESOLVE_INTERVAL} seconds`,
          '',
          ...RESOLVE_TIMER,
        ]),
      },
    ],
    notes: [],
  };
}

const scriptText = (desired: DesiredGateway, options: RenderOptions): string =>
  fileText([
    '#!/bin/sh',
    banner(desired, options),
    // By default, wg tries for over a minute (wg(8)).
    'export WG_ENDPOINT_RESOLUTION_RETRIES=1',
    '',
    resolve.trimEnd(),
    '',
    `resolve_endpoints ${desired.interface.name} <<'END'`,
    ...desired.peers.flatMap(({ publicKey, endpoint }) =>
      endpoint && !isIp(endpoint.host) ? [`${publicKey} ${endpointText(endpoint)}`] : [],
    ),
    'END',
  ]);
