import type { DesiredGateway } from '../model/desired/gateway.ts';
import { banner, fileText, oneFile, type Rendering, type RenderOptions } from './rendering.ts';

/**
 * Renders the kernel settings of a gateway for /etc/sysctl.d. The value 2 of rp_filter is the loose mode of RFC 3704.
 * It takes effect regardless of `all`, since the kernel uses the larger of both values (ip-sysctl.rst).
 */
export function renderSysctl(desired: DesiredGateway, options: RenderOptions): Rendering {
  const { ipv6 } = desired.families;
  const text = fileText([
    banner(desired, options),
    '# udev applies the setting of the interface again whenever the interface is created.',
    'net.ipv4.ip_forward = 1',
    `net.ipv4.conf.${desired.interface.name}.rp_filter = 2`,
    ...(ipv6
      ? [
          '# With forwarding on, the kernel ignores router advertisements on interfaces with accept_ra = 1. Set',
          '# accept_ra = 2 on interfaces that get their default route from router advertisements.',
          'net.ipv6.conf.all.forwarding = 1',
        ]
      : []),
  ]);
  return oneFile(`${desired.firewallTable}.sysctl.conf`, text);
}
