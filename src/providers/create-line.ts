/** The command that makes a peering of the plan, with all that it was made with. */
import { type CloudPeering, GCP_DEFAULTS, type GcpOptions } from '../model/cloud-peering.ts';
import { mirrored } from '../model/transitions/new-cloud-peering.ts';

/** The same peering made anew where it has ended: its name and its options go along. */
export function createLine(peering: CloudPeering): string {
  const { requester, accepter, via, name, status } = peering;
  const isAgreed = !['inactive', 'pending-acceptance', 'rejected', 'expired'].includes(status);
  const isDuplex = isAgreed && requester.owner === accepter.owner && isMirrored(peering);
  const create = [
    `peerway peering create ${requester.vpc} ${accepter.vpc} --via ${via} --name ${name}`,
    ...(isDuplex ? ['--duplex'] : []),
    ...flagsOf(peering, 'requester'),
    ...(peering.via === 'gcp' ? [`--stack-type ${peering.stackType}`] : []),
    '--apply',
  ].join(' ');
  if (!isAgreed || isDuplex) return create;
  const accept = [`peerway peering accept ${name}`, ...flagsOf(peering, 'accepter'), '--apply'].join(' ');
  return `${create}; then ${accept}`;
}

/** Whether the accepter has what `--duplex` gives it. */
function isMirrored(peering: CloudPeering): boolean {
  if (peering.via === 'aws') return peering.requester.dns === peering.accepter.dns;
  const given = Object.fromEntries(otherThanDefault(peering.requester.options));
  const wanted = { ...GCP_DEFAULTS, ...mirrored(given) };
  return otherThan(wanted, peering.accepter.options).length === 0;
}

const otherThan = (base: GcpOptions, options: GcpOptions): [string, boolean][] =>
  Object.entries(options).filter(([key, on]) => base[key as keyof GcpOptions] !== on);

const otherThanDefault = (options: GcpOptions): [string, boolean][] => otherThan(GCP_DEFAULTS, options);

const flagsOf = (peering: CloudPeering, side: 'requester' | 'accepter'): string[] =>
  peering.via === 'aws'
    ? peering[side].dns
      ? ['--dns']
      : []
    : otherThanDefault(peering[side].options).map(([key, on]) => flagText(key, on));

/** `--export-custom-routes`, or `--no-…`, as the option of that name is typed. */
export const flagText = (option: string, on: boolean): string =>
  `--${on ? '' : 'no-'}${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
