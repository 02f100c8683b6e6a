/** The verb `rename`, which every noun with names has. */
import type { RenameIntent } from '../commands/rename.ts';
import type { Source } from '../completion/sources.ts';
import { parseName } from '../model/values.ts';
import type { Result } from '../output/result.ts';
import type { Ports } from '../ports/ports.ts';
import type { Verb } from './grammar.ts';
import { objectsNamed } from './headline.ts';

interface Renamable {
  readonly kind: 'vpc' | 'gateway' | 'peering';
  readonly label: string;
  readonly completes: Source;
  readonly description: string;
  readonly example: string;
}

type Rename = (intent: RenameIntent, ports: Ports) => Promise<Result>;

const renames: Readonly<Record<Renamable['kind'], () => Promise<Rename>>> = {
  vpc: async () => (await import('../commands/rename.ts')).vpcRename,
  gateway: async () => (await import('../commands/rename.ts')).gatewayRename,
  peering: async () => (await import('../commands/rename.ts')).peeringRename,
};

/** Returns the verb that renames an object. */
export const renameVerb = ({ kind, label, completes, description, example }: Renamable): Verb => ({
  usage: 'rename <old> <new>',
  dryRuns: true,
  summary: `Rename a ${label}`,
  description,
  headline: ([old]) => `cannot rename ${objectsNamed(label, [old])}`,
  completes: [completes, 'nothing'],
  examples: [example],
  invoke: (old: string, text: string) => {
    const name = parseName(text, `${label} name`);
    return async (ports) => (await renames[kind]())({ old, name }, ports);
  },
});

export const CLIENT_RENAME: Verb = {
  usage: 'rename <gateway> <old> <new>',
  dryRuns: true,
  summary: 'Rename a client',
  description: 'Its keys, its addresses and its configuration stay the same.',
  headline: ([, old]) => `cannot rename ${objectsNamed('client', [old])}`,
  completes: ['gateway', 'client', 'nothing'],
  examples: ['peerway client rename seoul laptop alice-laptop'],
  invoke: (gateway: string, old: string, text: string) => {
    const name = parseName(text, 'client name');
    return async (ports) =>
      (await import('../commands/rename.ts')).clientRename({ gateway, old, name }, ports);
  },
};
