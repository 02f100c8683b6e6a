/** Warnings about a gateway whose change was confirmed, most of them about its next reboot. */
import { sectionLines } from './reply.ts';
import type { TaskOutcome } from './run-task.ts';

/** Warnings by the section of the agent's reply that reports them. */
const WARNINGS: Readonly<Record<string, string>> = {
  'not-kept': 'cannot write to /etc/peerway: the next reboot will undo the change',
  'no-systemd': 'no systemd on the host: the tunnel will not come up after a reboot',
  'other-enabled': 'wg-quick is still enabled: the next reboot will load its own configuration',
  'not-enabled': 'systemd rejected the unit: the tunnel will not come up after a reboot',
};

/** Returns the warning in the reply to a commit, if there is one. */
export function bootWarning(outcome: TaskOutcome): { readonly bootWarning?: string } {
  const sections = 'reply' in outcome ? outcome.reply.sections : new Map();
  if ('reply' in outcome && sections.has('altered')) {
    const what = sectionLines(outcome.reply, 'altered').join(', ');
    return { bootWarning: `something else changed it while it was confirmed (${what}): deploy again` };
  }
  if ('reply' in outcome && sections.has('unresolved')) {
    const names = sectionLines(outcome.reply, 'unresolved').join(', ');
    return { bootWarning: `${names} does not resolve: the peer keeps the address that it had last, if any` };
  }
  const warning = Object.entries(WARNINGS).find(([section]) => sections.has(section))?.[1];
  return warning === undefined ? {} : { bootWarning: warning };
}
