/** Prompts for the scope of a cloud peering: both directions or a request, at the provider or in the plan only. */
import { EXIT, UserError } from '../errors.ts';
import type { Via } from '../model/peering.ts';
import { vpcNamed } from '../model/queries.ts';
import type { Uses } from '../ports/ports.ts';
import type { Choice, Parameter, SelectPrompt } from '../ports/terminal.ts';
import { specs } from '../providers/registry.ts';

/** Two VPCs to peer, with the scope that flags have given. */
export interface ScopeDraft {
  readonly a: string;
  readonly b: string;
  readonly via: string;
  /** True for --duplex. */
  readonly both: boolean;
  /** True for --apply. */
  readonly applies: boolean;
}

export interface Scope {
  readonly both: boolean;
  readonly applies: boolean;
}

/** Asks for both directions if both VPCs have one owner, and whether to apply the peering. */
export async function promptForScope(draft: ScopeDraft, ports: Uses<'state' | 'terminal'>): Promise<Scope> {
  const state = await ports.state.read();
  const isOwn = vpcNamed(state, draft.a).owner === vpcNamed(state, draft.b).owner;
  const both =
    draft.both ||
    (isOwn &&
      (await isChosen(ports, 'Which directions do you want to set up?', [
        { value: '--duplex', label: 'both at once', detail: 'the VPCs have the same owner' },
        { value: '', label: 'a request', detail: 'it has to be accepted later', hasFollowUp: true },
      ])));
  return { both, applies: draft.applies || (await promptForApply(draft.via, ports)) };
}

/** Asks whether to set up a peering at its provider, too. */
export const promptForApply = (via: Via, ports: Uses<'terminal'>): Promise<boolean> => {
  const { label } = specs.of(via);
  return isChosen(ports, `Do you want to set it up at ${label} now?`, [
    { value: '--apply', label: `yes, at ${label}`, detail: 'runs your own CLI, after a preview' },
    {
      value: '',
      label: 'no, only in the plan',
      detail: 'for the commands of each side',
      hasFollowUp: true,
    },
  ]);
};

/** True unless the choice without a flag is selected. */
const isChosen = async (
  { terminal }: Uses<'terminal'>,
  message: string,
  choices: readonly Choice[],
): Promise<boolean> => {
  const flag = choices[0]?.value ?? '';
  const parameter: Parameter = { missing: flag, hint: `add ${flag} or omit it` };
  const prompt: SelectPrompt = { message, choices, noChoices: () => neverEmpty(message) };
  return (await terminal.select(parameter, async () => prompt)) === flag;
};

const neverEmpty = (message: string): UserError => new UserError(EXIT.bug, 'bug', message, { hint: '' });
