/** Documents of version 1 of the export, which kept the peerings of clouds in a list of their own. */
import { upgradedPeering } from '../upgrade-peering.ts';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a document of version 1 as version 2; everything else as it is. Values are moved, not checked. */
export function upgradedDocument(value: unknown): unknown {
  if (!isObject(value) || value['version'] !== 1) return value;
  const { peerings, cloudPeerings = [], ...rest } = value;
  if (!Array.isArray(peerings) || !Array.isArray(cloudPeerings)) return { ...value, version: 2 };
  return {
    ...rest,
    version: 2,
    peerings: [...peerings, ...cloudPeerings].map((one) => (isObject(one) ? upgradedPeering(one) : one)),
  };
}
