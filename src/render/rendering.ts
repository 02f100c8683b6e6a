import type { DesiredGateway } from '../model/desired/gateway.ts';
import type { Secret } from '../model/secret.ts';

export interface RenderedFile {
  /** The name under which the file's own tool expects it. */
  readonly name: string;
  readonly text: string;
}

/** Files, and what the operator has to know or do about them. */
export interface Rendering {
  readonly files: readonly RenderedFile[];
  readonly notes: readonly string[];
}

export interface RenderOptions {
  /** Whether keys are written; else comments stand in their place. */
  readonly secrets: boolean;
}

export type Renderer = (desired: DesiredGateway, options: RenderOptions) => Rendering;

/** One file without anything to say about it. */
export const oneFile = (name: string, text: string): Rendering => ({ files: [{ name, text }], notes: [] });

/** Lines as a text file. */
export const fileText = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

/** First line of every file. What comes without secrets is one peering's share, which would undo the others. */
export const banner = (desired: DesiredGateway, { secrets }: RenderOptions): string =>
  secrets
    ? `# Gateway ${desired.name}. Rendered by peerway: change the plan and render again, not this file.`
    : `# One peering's share of gateway ${desired.name}: to be read, not to be loaded.`;

/** `key` (with its separator) and the secret, or a comment in its place. */
export const secretLine = (key: string, secret: Secret, { secrets }: RenderOptions): string =>
  secrets
    ? `${key}${secret.reveal()}`
    : `# ${key.replace(/ ?= ?$/, '')} is shown by \`peerway gateway render\` only`;
