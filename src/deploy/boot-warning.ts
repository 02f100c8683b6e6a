/** Warnings about the next boot of a gateway that was changed. */
import type { TaskOutcome } from './run-task.ts';

/** Warnings by the section of the agent's reply that reports them. */
const WARNINGS: Readonly<Record<string, string>> = {
  'not-kept': 'it could not be written to /etc/peerway, so the next start of the host undoes it',
  'no-systemd': 'there is no systemd to bring it up at the next start of the host',
  'not-enabled': 'systemd did not take the unit that brings it up at the next start of the host',
};

/** Returns the warning in the reply to a commit, if there is one. */
export function bootWarning(outcome: TaskOutcome): { readonly bootWarning?: string } {
  const sections = 'reply' in outcome ? outcome.reply.sections : new Map();
  const warning = Object.entries(WARNINGS).find(([section]) => sections.has(section))?.[1];
  return warning === undefined ? {} : { bootWarning: warning };
}
