/** Flags that select accounts and projects, and run the provider's CLI. */
import type { ApplyIntent } from '../commands/peering/applied.ts';
import type { CloudReachIntent, SideValue } from '../commands/peering/reach.ts';
import { usage } from '../errors.ts';
import { parseGcpProject } from '../model/provider-ids.ts';
import { isName, type Name, parseDuration, parseName } from '../model/values.ts';
import type { Flag } from './flag.ts';
import { grouped, listFlag, switchFlag, valueFlag } from './grammar.ts';
import { parseProfile } from './vpc-import.ts';

export interface ReachFlags {
  readonly profile?: SideValue[];
  readonly project?: SideValue[];
  readonly side?: Name;
}

export interface ApplyFlags extends ReachFlags {
  readonly apply?: boolean;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Milliseconds. AWS and GCP take seconds, sometimes a minute. */
const TIMEOUT = 5 * 60_000;

/** Parses `value` for both sides, `vpc=value` for one. */
const sideValue =
  (parse: (text: string) => string) =>
  (text: string): SideValue => {
    const at = text.indexOf('=');
    const vpc = text.slice(0, Math.max(0, at));
    return isName(vpc) ? { vpc, value: parse(text.slice(at + 1)) } : { value: parse(text) };
  };

/** Flags that select the account or project of each side. */
export const accessFlags = (): Flag[] => [
  listFlag(
    '--profile <[vpc=]profile...>',
    'AWS CLI profile of both sides or of one VPC',
    'nothing',
    sideValue(parseProfile),
  ),
  listFlag(
    '--project <[vpc=]project...>',
    'GCP project, if it differs from that of the VPC',
    'nothing',
    sideValue(parseGcpProject),
  ),
];

const sideFlag = (): Flag =>
  valueFlag('--side <vpc>', 'VPC whose side to access', 'vpc', (text) =>
    parseName(text, 'VPC name'),
  ).describeDefault('both sides');

/** Flags of commands that only read. */
export const reachFlags = (): Flag[] => grouped('Provider flags', [...accessFlags(), sideFlag()]);

/** Flags of commands that change the plan and, with --apply, the provider. */
export const applyFlags = (): Flag[] =>
  grouped('Provider flags', [
    switchFlag('--apply', 'apply the changes with your own aws or gcloud'),
    valueFlag(
      '--timeout <duration>',
      'timeout for provider operations',
      'nothing',
      parseDuration,
    ).describeDefault('5m'),
    ...accessFlags(),
    sideFlag(),
  ]);

export const reachOf = ({ profile = [], project = [], side }: ReachFlags): CloudReachIntent => ({
  profiles: profile,
  projects: project,
  ...(side === undefined ? {} : { side }),
});

/** Options of --apply; undefined without it. */
export function applyOf({ apply = false, timeout, ...reach }: ApplyFlags): ApplyIntent | undefined {
  if (apply) return { timeout: timeout ?? TIMEOUT, ...reachOf(reach) };
  const [stray] = Object.entries({ timeout, ...reach }).filter(([, value]) => value !== undefined);
  if (stray) throw usage(`--${stray[0]} requires --apply`, `add --apply or omit --${stray[0]}`);
  return undefined;
}

/** The flags of --apply, without the others. */
export const applyPart = ({ apply, timeout, profile, project, side }: ApplyFlags): ApplyFlags => ({
  ...(apply === undefined ? {} : { apply }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(profile === undefined ? {} : { profile }),
  ...(project === undefined ? {} : { project }),
  ...(side === undefined ? {} : { side }),
});
