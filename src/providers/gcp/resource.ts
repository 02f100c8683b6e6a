/** The kinds of resources at GCP. */
import type { Cidr } from '../../model/address/cidr.ts';
import type { Options } from '../../model/peering.ts';
import type { Resource } from '../../model/resource.ts';

/** One resource at GCP, by its kind. */
export type GcpResource = Resource &
  (
    | { readonly kind: 'gcp-peering'; readonly fields: { readonly options: Options } }
    | { readonly kind: 'gcp-active' }
    | {
        readonly kind: 'gcp-firewall';
        readonly fields: {
          readonly rule: string;
          readonly cidrs: readonly Cidr[];
          readonly isDisabled?: boolean;
        };
      }
    | { readonly kind: 'gcp-flow-logs'; readonly fields: { readonly config: string } }
  );
