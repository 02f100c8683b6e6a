/** Prompts with typed answers. */

import type { PseudoTerminal } from '../../support/terminal/pseudo-terminal.ts';
import type { Step } from '../dialogue.ts';

export const NAME: Step = ['Gateway name', 'berlin'];
export const NEW: Step = ['Which VPC is the gateway in?', 'new'];
export const NETWORKS: Step = ['CIDRs of VPC berlin', '10.20.0.0/16'];
export const ADDRESS: Step = ['Public endpoint (host or host:port), or none if behind NAT', 'berlin.example'];
export const TUNNEL: Step = ['Tunnel subnet for peerings and clients', '10.99.9.0/24'];
export const LAN = 'LAN address in the VPC, for its routes (optional)';
export const BERLIN = 'gateway create berlin --cidr 10.20.0.0/16 --endpoint berlin.example';

/** Returns the lines below an open prompt. */
export const below = (terminal: PseudoTerminal, question: string): string =>
  terminal.all().split(`? ${question}`)[1]?.split('\n').slice(1).join('\n') ?? '';

export function erase(terminal: PseudoTerminal, keys: number): void {
  for (let at = 0; at < keys; at++) terminal.key('backspace');
}
