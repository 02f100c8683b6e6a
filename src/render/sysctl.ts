import type { DesiredGateway } from '../model/desired/gateway.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/**
 * Kernel settings of a gateway, for /etc/sysctl.d. The filter value 2 is the loose mode of RFC 3704, and the
 * kernel uses the larger of `all` and the interface, so it holds whatever `all` says (ip-sysctl.rst).
 */
export function renderSysctl(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { ipv6 } = desired.families;
  const text = fileText([
    banner(desired, options),
    '# udev applies the line of the interface again whenever the interface appears.',
    'net.ipv4.ip_forward = 1',
    `net.ipv4.conf.${desired.interface.name}.rp_filter = 2`,
    ...(ipv6
      ? [
          '# Forwarding makes the kernel ignore router advertisements on interfaces whose accept_ra is 1; set those',
          '# that take their default route from one to 2.',
          'net.ipv6.conf.all.forwarding = 1',
        ]
      : []),
  ]);
  return oneFile('peerway.sysctl.conf', text);
}
