/** The routes that the kernel of a gateway uses for planned traffic: see `paths` in the agent. */
import { type Cidr, readCidr } from '../model/address/cidr.ts';
import type { Family } from '../model/address/ip.ts';

/** The way from the tunnel to a network of the VPC. */
export interface OwnPath {
  readonly network: Cidr;
  /** Absent if there is none. */
  readonly device?: string;
  /** The route that matches, as `ip route get fibmatch` prints it; '' if unknown. */
  readonly match: string;
  /** The answer for a forwarded packet, or the error. */
  readonly answer: string;
}

/** A packet that the kernel does not route as planned. */
export interface OtherPath {
  /** `out`: from the VPC to a peer; `in`: from a peer to the VPC. */
  readonly way: 'out' | 'in';
  readonly own: string;
  readonly remote: string;
  /** The mark of the packet; 0 for none. */
  readonly mark: number;
  /** The answer of `ip route get`, or the error. */
  readonly answer: string;
}

/** The link to an endpoint. */
export interface PathMtu {
  readonly address: string;
  readonly device: string;
  /** Bytes; of the route if it has one, of the device otherwise. */
  readonly mtu: number;
}

export interface LivePaths {
  /** Policy rules of each family, as `ip rule` prints them. */
  readonly rules: Readonly<Record<Family, readonly string[]>>;
  /** The interfaces through which WireGuard reaches its peers. */
  readonly uplinks: Readonly<Record<Family, readonly string[]>>;
  /** The links to the endpoints of peers. */
  readonly mtus: readonly PathMtu[];
  readonly own: readonly OwnPath[];
  readonly others: readonly OtherPath[];
  /** The number of packets beyond those in `others`. */
  readonly more: number;
}

export function parsePaths(lines: (section: string) => readonly string[]): LivePaths {
  const ofFamily = (section: string, family: Family): string[] =>
    lines(section)
      .filter((line) => line.startsWith(`${family} `))
      .map((line) => line.slice(2).trim());
  const both = (section: string) => ({ 4: ofFamily(section, 4), 6: ofFamily(section, 6) });
  const [more = 0] = lines('paths')
    .filter((line) => line.startsWith('more '))
    .map((line) => Number(line.slice(5)));
  return {
    rules: both('path-rules'),
    uplinks: both('path-uplinks'),
    mtus: lines('path-mtus').flatMap(parseMtuLine),
    own: lines('path-own').flatMap(parseOwn),
    others: lines('paths').flatMap(parseOther),
    more,
  };
}

function parseMtuLine(line: string): PathMtu[] {
  const [, address = '', device = '', mtu = ''] = /^(\S+) (\S+) (\d{1,6})$/.exec(line) ?? [];
  return address === '' ? [] : [{ address, device, mtu: Number(mtu) }];
}

function parseOwn(line: string): OwnPath[] {
  const [names = '', match = '', answer = ''] = line.split('\t');
  const [network = '', , device = '-'] = names.split(' ');
  const cidr = readCidr(network);
  if (cidr === undefined) return [];
  return [
    { network: cidr, ...(device === '-' ? {} : { device }), match: match.trim(), answer: tidy(answer) },
  ];
}

function parseOther(line: string): OtherPath[] {
  const [, way, own = '', remote = '', mark = '', answer = ''] =
    /^(out|in) (\S+) (\S+) (\S+) (.*)$/.exec(line) ?? [];
  if (way !== 'out' && way !== 'in') return [];
  return [{ way, own, remote, mark: Number(mark), answer: tidy(answer) }];
}

/** Returns an answer without the values that say nothing about the way. */
const tidy = (answer: string): string =>
  answer
    .replace(/\\.*/, '')
    .replace('RTNETLINK answers: ', '')
    .replace(/ (iif|pref|uid|metric) \S+/g, '')
    .trim();
