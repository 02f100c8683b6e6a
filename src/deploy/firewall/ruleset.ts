/** The firewall rules of a gateway, from nftables or iptables, reduced to the parts that decide about a packet. */
import type { Family } from '../../model/address/ip.ts';

/** Hooks in the order in which a packet meets them. */
export const HOOKS = ['ingress', 'prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

export type Hook = (typeof HOOKS)[number];

/** Bits of a connection state, as nft prints them with `-n`. */
export const STATE = { invalid: 1, established: 2, related: 4, new: 8, untracked: 0x40 } as const;

export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** A condition of a rule. */
export type Condition =
  | {
      readonly on: 'iif' | 'oif';
      readonly negated: boolean;
      /** Names; `*` at the end stands for any rest. */
      readonly names: readonly string[];
    }
  | { readonly on: 'saddr' | 'daddr'; readonly negated: boolean; readonly ranges: readonly AddressRange[] }
  | { readonly on: 'state'; readonly negated: boolean; readonly bits: number }
  | { readonly on: 'family'; readonly negated: boolean; readonly family: Family }
  | {
      readonly on: 'protocol' | 'sport' | 'dport';
      readonly negated: boolean;
      readonly numbers: readonly (readonly [from: number, to: number])[];
    }
  | { readonly on: 'mark'; readonly negated: boolean; readonly mask: number; readonly value: number }
  /** A condition on a part of every connection or network, such as a TCP flag or a rate. */
  | { readonly on: 'part' }
  /** A condition that peerway cannot read. */
  | { readonly on: 'unknown' };

export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** A verdict whose effect cannot be known, such as `queue`. */
  | { readonly kind: 'unknown' };

export interface Rule {
  readonly conditions: readonly Condition[];
  readonly verdict?: Verdict;
  /** The mark that the rule sets. */
  readonly mark?: number | 'unknown';
  /** The rule takes packets out of connection tracking. */
  readonly notrack?: true;
  /** The rule as its program prints it. */
  readonly text: string;
}

export interface BaseChain {
  readonly hook: Hook;
  /** Type `nat`: only the first packet of a connection meets the chain. */
  readonly isNat: boolean;
  readonly priority: number;
  readonly policyDrops: boolean;
  /** The device of an ingress chain. */
  readonly devices?: readonly string[];
}

export interface Chain {
  readonly name: string;
  readonly base?: BaseChain;
  readonly rules: Rule[];
}

export interface Table {
  /** Such as `ip filter`, or `filter of iptables-legacy`. */
  readonly name: string;
  /** The families of packets that meet the table. */
  readonly families: readonly Family[];
  readonly chains: Map<string, Chain>;
}
