import type { Cloud } from '../model/cloud-peering.ts';

/** Every format of a peering that a cloud carries, as --format takes it. */
export const CLOUD_FORMAT_NAMES = ['aws-cli', 'gcloud', 'terraform', 'steps'] as const;

export type CloudFormat = (typeof CLOUD_FORMAT_NAMES)[number];

/** Those of each cloud; the first is taken where none is named. */
export const FORMATS_OF: Readonly<Record<Cloud, readonly [CloudFormat, ...CloudFormat[]]>> = {
  aws: ['aws-cli', 'terraform', 'steps'],
  gcp: ['gcloud', 'terraform', 'steps'],
};

/** What a WireGuard gateway that lives in a cloud has besides its own formats. */
export const GATEWAY_CLOUD_FORMATS = CLOUD_FORMAT_NAMES;

export type GatewayCloudFormat = CloudFormat;
