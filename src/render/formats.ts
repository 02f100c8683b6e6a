import { UserError } from '../errors.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { formatsOfDevice } from './device-formats.ts';
import { renderGeneric } from './devices/generic.ts';
import { renderNetworkmanager } from './devices/networkmanager.ts';
import { renderNixos } from './devices/nixos.ts';
import { renderOpenwrt } from './devices/openwrt.ts';
import { renderOpnsense } from './devices/opnsense.ts';
import { renderPfsense } from './devices/pfsense.ts';
import { renderRouteros } from './devices/routeros.ts';
import { renderVyos } from './devices/vyos.ts';
import type { FormatName } from './format-names.ts';
import { renderIproute2, renderVpcRoutes } from './iproute2.ts';
import { renderIptables } from './iptables.ts';
import { renderJson } from './json.ts';
import { renderNetworkd } from './networkd.ts';
import { renderNftables } from './nftables.ts';
import type { Renderer, Rendering, RenderOptions } from './rendering.ts';
import { hasNamedEndpoints, renderResolve } from './resolve.ts';
import { renderSysctl } from './sysctl.ts';
import { renderWg, renderWgQuick } from './wg.ts';

/** A format of a WireGuard gateway. */
interface Format {
  readonly render: Renderer;
  /** True when its files contain the keys of the gateway and of its peers. */
  readonly holdsKeys: boolean;
  /** Returns false for a gateway that has no use for its files (default: true). */
  isNeeded?(desired: DesiredGateway): boolean;
}

/** Every format by its name; a name without a format is a type error. */
export const FORMATS: Readonly<Record<FormatName, Format>> = {
  'wg-quick': { render: renderWgQuick, holdsKeys: true },
  wg: { render: renderWg, holdsKeys: true },
  nftables: { render: renderNftables, holdsKeys: false },
  iptables: { render: renderIptables, holdsKeys: false },
  iproute2: { render: renderIproute2, holdsKeys: false },
  'vpc-routes': { render: renderVpcRoutes, holdsKeys: false },
  networkd: { render: renderNetworkd, holdsKeys: true },
  resolve: { render: renderResolve, holdsKeys: false, isNeeded: hasNamedEndpoints },
  sysctl: { render: renderSysctl, holdsKeys: false },
  json: { render: renderJson, holdsKeys: true },
  vyos: { render: renderVyos, holdsKeys: true },
  routeros: { render: renderRouteros, holdsKeys: true },
  openwrt: { render: renderOpenwrt, holdsKeys: true },
  opnsense: { render: renderOpnsense, holdsKeys: true },
  pfsense: { render: renderPfsense, holdsKeys: true },
  nixos: { render: renderNixos, holdsKeys: true },
  networkmanager: { render: renderNetworkmanager, holdsKeys: true },
  generic: { render: renderGeneric, holdsKeys: true },
};

/** A gateway in one format. */
export const render = (desired: DesiredGateway, format: FormatName, options: RenderOptions): Rendering =>
  FORMATS[format].render(desired, options);

/** True for the name of a format of a WireGuard gateway. */
export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);

/** A format that exists only for some gateways, such as those in a cloud. */
export interface ExtraFormat {
  readonly name: string;
  render(): Rendering;
}

/** Every format of the gateway's device at once. A format that cannot be rendered is left out, and the notes say why. */
export function renderAll(
  desired: DesiredGateway,
  options: RenderOptions,
  extra: readonly ExtraFormat[] = [],
): Rendering {
  const needed = formatsOfDevice(desired.device).filter((name) => FORMATS[name].isNeeded?.(desired) ?? true);
  const own = needed.map((name): ExtraFormat => ({ name, render: () => render(desired, name, options) }));
  const renderings = [...own, ...extra].map((format): Rendering => {
    try {
      return format.render();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const hint = error.hint ? ` (${error.hint})` : '';
      return { files: [], notes: [`${format.name} is left out: ${error.message}${hint}`] };
    }
  });
  return {
    files: renderings.flatMap(({ files }) => files),
    undo: renderings.flatMap(({ undo = [] }) => undo),
    notes: [...new Set(renderings.flatMap(({ notes }) => notes))],
  };
}
