import { UserError } from '../errors.ts';
import type { DesiredGateway } from '../model/desired/gateway.ts';
import { cloudFormatsOf, renderGatewayCloud } from '../providers/render/gateway.ts';
import { GATEWAY_CLOUD_FORMATS, type GatewayCloudFormat } from './cloud-format-names.ts';
import { FORMAT_NAMES, type Format } from './format-names.ts';
import { renderIproute2, renderVpcRoutes } from './iproute2.ts';
import { renderIptables } from './iptables.ts';
import { renderJson } from './json.ts';
import { renderNetworkd } from './networkd.ts';
import { renderNftables } from './nftables.ts';
import type { Renderer, Rendering, RenderOptions } from './rendering.ts';
import { renderSysctl } from './sysctl.ts';
import { renderWg, renderWgQuick } from './wg.ts';

const RENDERERS = {
  'wg-quick': renderWgQuick,
  wg: renderWg,
  nftables: renderNftables,
  iptables: renderIptables,
  iproute2: renderIproute2,
  'vpc-routes': renderVpcRoutes,
  networkd: renderNetworkd,
  sysctl: renderSysctl,
  json: renderJson,
} as const satisfies Readonly<Record<Format, Renderer>>;

export const render = (
  desired: DesiredGateway,
  format: Format | GatewayCloudFormat,
  options: RenderOptions,
): Rendering =>
  isCloudFormat(format) ? renderGatewayCloud(desired, format) : RENDERERS[format](desired, options);

const isCloudFormat = (format: Format | GatewayCloudFormat): format is GatewayCloudFormat =>
  GATEWAY_CLOUD_FORMATS.some((name) => name === format);

/** Renders all formats. Skips those that fail, with a note about the reason. */
export function renderAll(desired: DesiredGateway, options: RenderOptions): Rendering {
  const renderings = [...FORMAT_NAMES, ...cloudFormatsOf(desired)].map((format) => {
    try {
      return render(desired, format, options);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return {
        files: [],
        notes: [`skipped ${format}: ${error.message}${error.hint ? ` (${error.hint})` : ''}`],
      };
    }
  });
  return {
    files: renderings.flatMap(({ files }) => files),
    notes: [...new Set(renderings.flatMap(({ notes }) => notes))],
  };
}
