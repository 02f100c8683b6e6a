import type { Cloud } from '../model/cloud-peering.ts';

/** All formats of cloud peerings, as values of --format. */
export const CLOUD_FORMAT_NAMES = ['aws-cli', 'gcloud', 'terraform', 'steps'] as const;

export type CloudFormat = (typeof CLOUD_FORMAT_NAMES)[number];

/** The formats of each cloud. The first one is the default. */
export const FORMATS_OF: Readonly<Record<Cloud, readonly [CloudFormat, ...CloudFormat[]]>> = {
  aws: ['aws-cli', 'terraform', 'steps'],
  gcp: ['gcloud', 'terraform', 'steps'],
};

/** The additional formats of a WireGuard gateway in a cloud. */
export const GATEWAY_CLOUD_FORMATS = CLOUD_FORMAT_NAMES;

export type GatewayCloudFormat = CloudFormat;
