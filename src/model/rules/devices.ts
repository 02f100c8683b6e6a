/** Settings that the device of a gateway cannot express. */
import { DEVICES, deviceOf, deviceText } from '../device.ts';
import { isIp } from '../endpoint.ts';
import type { Gateway } from '../state.ts';
import { directionsOf, type GatewayProposal } from './proposal.ts';
import type { Rule } from './rule.ts';

interface Configured {
  readonly gateway: Gateway;
}

const specOf = (gateway: Gateway) => DEVICES[deviceOf(gateway).name];

export const DEVICE_RULES: readonly Rule<Configured>[] = [
  {
    code: 'device-version',
    reason: 'unknown version of its device',
    hint: ({ gateway }) => {
      const { versions } = specOf(gateway);
      return versions.length === 0
        ? 'omit --device-version, or name another --device'
        : `use --device-version ${versions.at(-1)}`;
    },
    find: ({ gateway }) => {
      const { label, versions } = specOf(gateway);
      const { version } = deviceOf(gateway);
      if (version === undefined ? versions.length === 0 : versions.includes(version)) return [];
      return [
        {
          message:
            versions.length === 0
              ? `The configuration of ${gateway.name} is the same for all versions of ${label}`
              : `peerway cannot render ${label} ${version} for ${gateway.name}`,
          details: () => (versions.length === 0 ? [] : [`versions: ${versions.join(', ')}`]),
        },
      ];
    },
  },
  {
    code: 'device-interface',
    reason: 'interface name that its device does not accept',
    hint: ({ gateway }) => `use --interface ${specOf(gateway).interface.default}`,
    find: ({ gateway }) => {
      const spec = specOf(gateway).interface;
      if (spec.pattern.test(gateway.interface)) return [];
      return [
        {
          message: `The interface of ${gateway.name} cannot be named ${gateway.interface} on ${specOf(gateway).label}`,
          details: () => [`${specOf(gateway).label} ${spec.reason}`],
        },
      ];
    },
  },
  {
    code: 'device-ssh',
    reason: 'SSH target on a device that peerway does not deploy to',
    hint: ({ gateway }) => `omit --ssh, and configure it with \`peerway gateway render ${gateway.name}\``,
    find: ({ gateway }) => {
      if (gateway.ssh === undefined || specOf(gateway).isDeployable) return [];
      return [
        {
          message: `Gateway ${gateway.name} cannot have an SSH target: peerway deploys only to Linux`,
          details: () => [`its device is ${deviceText(deviceOf(gateway))}`],
        },
      ];
    },
  },
];

/** A device that does not resolve names can only wait for the other side to connect. */
export const unresolvableEndpoint: Rule<GatewayProposal> = {
  code: 'unresolvable-endpoint',
  reason: 'endpoint is a host name, which a device does not take',
  dependsOn: 'ends',
  hint: (proposal) => {
    const [local, remote] = unresolved(proposal)[0] ?? [proposal.requester, proposal.accepter];
    return `run \`peerway gateway update ${remote.name} --endpoint <ip>\`, or \`peerway gateway update ${local.name} --endpoint <host>\` if ${remote.name} can reach it`;
  },
  find: (proposal) =>
    unresolved(proposal).map(([local, remote]) => ({
      message: `${local.name} cannot reach ${remote.endpoint?.host}, the endpoint of ${remote.name}, and has none itself`,
      details: () => [`${deviceText(deviceOf(local))} takes only IP addresses as endpoints`],
    })),
};

/** The directions in which a device would have to resolve a name, and the other side cannot connect instead. */
const unresolved = (proposal: GatewayProposal): [Gateway, Gateway][] =>
  directionsOf(proposal).filter(
    ([local, remote]) =>
      !local.endpoint &&
      remote.endpoint !== undefined &&
      !isIp(remote.endpoint.host) &&
      !specOf(local).resolvesEndpoints(deviceOf(local).version),
  );
