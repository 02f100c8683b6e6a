/** How the clouds' own programs reach a peering, and whether they are run. */
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

/** Milliseconds; AWS and GCP take seconds, now and then a minute. */
const TIMEOUT = 5 * 60_000;

/** `value` for both sides, `vpc=value` for one. */
const sideValue =
  (parse: (text: string) => string) =>
  (text: string): SideValue => {
    const at = text.indexOf('=');
    const vpc = text.slice(0, Math.max(0, at));
    return isName(vpc) ? { vpc, value: parse(text.slice(at + 1)) } : { value: parse(text) };
  };

/** As whom each side is reached. */
export const accessFlags = (): Flag[] => [
  listFlag(
    '--profile <[vpc=]profile...>',
    'profile of aws, for both sides or for one',
    'nothing',
    sideValue(parseProfile),
  ),
  listFlag(
    '--project <[vpc=]project...>',
    'GCP project where it is other than in the plan',
    'nothing',
    sideValue(parseGcpProject),
  ),
];

const sideFlag = (): Flag =>
  valueFlag('--side <vpc>', 'this side only, where you cannot reach the other', 'vpc', (text) =>
    parseName(text, 'VPC name'),
  );

/** Of commands that look. */
export const reachFlags = (): Flag[] => grouped('At the provider', [...accessFlags(), sideFlag()]);

/** Of commands that change the plan, and may do the same at the provider. */
export const applyFlags = (): Flag[] =>
  grouped('At the provider', [
    switchFlag('--apply', 'and run the commands that do it, with your own aws or gcloud'),
    valueFlag(
      '--timeout <duration>',
      'how long to wait for what takes its time: 5m',
      'nothing',
      parseDuration,
    ),
    ...accessFlags(),
    sideFlag(),
  ]);

export const reachOf = ({ profile = [], project = [], side }: ReachFlags): CloudReachIntent => ({
  profiles: profile,
  projects: project,
  ...(side === undefined ? {} : { side }),
});

/** How to apply; undefined where nothing asks for it. */
export function applyOf({ apply = false, timeout, ...reach }: ApplyFlags): ApplyIntent | undefined {
  if (apply) return { timeout: timeout ?? TIMEOUT, ...reachOf(reach) };
  const [stray] = Object.entries({ timeout, ...reach }).filter(([, value]) => value !== undefined);
  if (stray) throw usage(`--${stray[0]} goes with --apply`, 'add --apply, or leave it out');
  return undefined;
}

/** The flags of --apply among others. */
export const applyPart = ({ apply, timeout, profile, project, side }: ApplyFlags): ApplyFlags => ({
  ...(apply === undefined ? {} : { apply }),
  ...(timeout === undefined ? {} : { timeout }),
  ...(profile === undefined ? {} : { profile }),
  ...(project === undefined ? {} : { project }),
  ...(side === undefined ? {} : { side }),
});
