/** The tags of what peerway creates for a VPC: they tell its resources from those of others. */

/** The name of the VPC in the plan. */
export const VPC_TAG = 'peerway:vpc';
/** The id of the creation, which one plan alone knows. */
export const STATE_TAG = 'peerway:state';
/** The key of the resource: `subnet/public`. */
export const OBJECT_TAG = 'peerway:object';

/** The name of the subnet whose resource has this key; undefined for other resources. */
export const subnetOfObject = (object: string): string | undefined => /^subnet\/(.+)$/.exec(object)?.[1];
