/** What a cloud's own peering takes on each side, and the commands that do it. */
import type { Cidr } from '../model/address/cidr.ts';
import type { GcpOptions, StackType } from '../model/cloud-peering.ts';
import type { Name } from '../model/values.ts';

/** What has to be there at the provider for one side. */
export type Effect =
  /** The connection has been asked for; on the requester's side. */
  | { readonly kind: 'aws-peering' }
  /** The other side can see it: it takes a moment to show in its region. */
  | { readonly kind: 'aws-exists' }
  | { readonly kind: 'aws-accepted' }
  | { readonly kind: 'aws-active' }
  | { readonly kind: 'aws-route'; readonly table: string; readonly cidr: Cidr }
  /** All protocols from a network of the peer. */
  | { readonly kind: 'aws-ingress'; readonly group: string; readonly cidr: Cidr }
  /** The peer may resolve this side's private names. */
  | { readonly kind: 'aws-dns' }
  /** This side's half of the peering. */
  | { readonly kind: 'gcp-peering'; readonly options: GcpOptions; readonly stackType: StackType }
  | { readonly kind: 'gcp-active' }
  /** All protocols from networks of the peer, which are of one family. */
  | { readonly kind: 'gcp-firewall'; readonly rule: string; readonly cidrs: readonly Cidr[] };

/** An effect and the VPC on whose side it is. */
export interface SideEffect {
  readonly side: Name;
  readonly effect: Effect;
}

/** What only the provider knows, until a command has told. */
export type Learning = 'peering-id' | 'interface-id' | 'group-id';

/** Stands for it in the commands that follow: `$PCX` in a shell. */
export interface Learned {
  readonly learned: Learning;
}

/** A word of a command line; put in quotes by whoever writes it for a shell. */
export type Word = string | Learned;

/** One command of the operator's own `aws` or `gcloud`. */
export interface Command {
  /** One line for people. */
  readonly what: string;
  readonly program: 'aws' | 'gcloud';
  readonly words: readonly Word[];
  /** Its output is this, for the words of the commands that follow. */
  readonly learns?: Learning;
  /** It only looks, and is repeated until its output is this. */
  readonly until?: string;
}

/** A command for an effect of a peering, rendered and run as it stands. */
export interface Step extends SideEffect, Command {
  readonly learns?: 'peering-id';
}

/** What the operator's programs are told besides the ids of the plan, by VPC. */
export interface Access {
  /** Profiles of `aws`. */
  readonly profiles?: ReadonlyMap<Name, string>;
  /** GCP projects where they are other than those of the plan. */
  readonly projects?: ReadonlyMap<Name, string>;
}
