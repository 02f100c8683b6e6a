/** What a gateway that was changed lacks to come up the same after its next start. */
import type { TaskOutcome } from './run-task.ts';

/** By the section in which the agent tells of it. */
const REMARKS: Readonly<Record<string, string>> = {
  'not-kept': 'it could not be written to /etc/peerway, so the next start of the host undoes it',
  'no-systemd': 'there is no systemd to bring it up at the next start of the host',
  'not-enabled': 'systemd did not take the unit that brings it up at the next start of the host',
};

/** The remark in what a commit has answered, if there is any. */
export function remarkOf(outcome: TaskOutcome): { readonly remark?: string } {
  const sections = 'reply' in outcome ? outcome.reply.sections : new Map();
  const [remark] = Object.entries(REMARKS).flatMap(([section, text]) =>
    sections.has(section) ? [text] : [],
  );
  return remark === undefined ? {} : { remark };
}
