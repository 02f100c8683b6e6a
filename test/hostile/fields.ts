/** Every place for text on the command line. The command tree lists them, so a new one is included automatically. */
import { type Argument, Command, type Option } from 'commander';
import type { Noun, Verb } from '../../src/cli/grammar.ts';
import { buildProgram, NOUNS } from '../../src/cli/program.ts';
import { selectionFlags } from '../../src/cli/selection-flags.ts';

/** The index of an argument, or a flag with a value. */
export type Slot =
  | { readonly kind: 'argument'; readonly at: number; readonly name: string }
  | { readonly kind: 'flag'; readonly flag: string; readonly name: string };

export interface Field {
  /** `gateway create --endpoint`, `client add <name>`. */
  readonly id: string;
  /** The nouns and the verb. */
  readonly words: readonly string[];
  readonly examples: readonly string[];
  readonly slot: Slot;
  /** True for a file or a folder. */
  readonly isPath: boolean;
}

interface PlacedVerb {
  readonly words: readonly string[];
  readonly verb: Verb;
}

/** Returns every verb with the nouns before it. */
export const verbsOf = (nouns: readonly Noun[], before: readonly string[] = []): PlacedVerb[] =>
  nouns.flatMap((noun) => {
    const path = [...before, noun.name];
    const own = noun.verbs.map((verb) => ({ words: [...path, verb.usage.split(' ')[0] as string], verb }));
    return [...own, ...verbsOf(noun.nouns ?? [], path)];
  });

/** Placeholders of paths contain one of these words. */
const isPathName = (placeholder: string): boolean => /\b(dir|path|file|folder)\b/.test(placeholder);

const argumentsOf = ({ usage }: Verb): readonly Argument[] =>
  new Command().command(usage).registeredArguments;

const takesValue = (option: Option): boolean => option.required || option.optional;

function fieldsOf({ words, verb }: PlacedVerb): Field[] {
  const flags = [...(verb.flags?.() ?? []), ...(verb.lists ? selectionFlags() : [])].filter(takesValue);
  const base = { words, examples: verb.examples };
  return [
    ...argumentsOf(verb).map((argument, at): Field => {
      const name = argument.name();
      return {
        ...base,
        id: `${words.join(' ')} <${name}>`,
        slot: { kind: 'argument', at, name },
        isPath: isPathName(name),
      };
    }),
    ...flags.map((option) => flagField(option, base)),
  ];
}

function flagField(option: Option, base: Pick<Field, 'words' | 'examples'>): Field {
  const flag = option.long as string;
  return {
    ...base,
    id: [...base.words, flag].join(' '),
    slot: { kind: 'flag', flag, name: option.attributeName() },
    isPath: isPathName(option.flags),
  };
}

/** Global flags are tried on commands that read, that write, and that need the acting owner. */
const HOSTS_OF_GLOBALS = ['vpc list', 'vpc add', 'peering create', 'state path'];

function globalFields(verbs: readonly PlacedVerb[]): Field[] {
  const options = buildProgram(
    [],
    () => {},
    () => {},
  ).options.filter(takesValue);
  const hosts = verbs.filter(({ words }) => HOSTS_OF_GLOBALS.includes(words.join(' ')));
  return hosts.flatMap(({ words, verb }) =>
    options.map((option) => flagField(option, { words, examples: verb.examples })),
  );
}

export const FIELDS: readonly Field[] = [
  ...verbsOf(NOUNS).flatMap(fieldsOf),
  ...globalFields(verbsOf(NOUNS)),
];

/** Returns the words of an example, from `peerway` up to the first word for the shell. */
export function wordsOf(example: string): string[] {
  const command = /(?:^|\| *)peerway (.*?)(?: *[|>].*)?$/.exec(example)?.[1];
  if (command === undefined) throw new Error(`no peerway in the example: ${example}`);
  return command.split(' ');
}

/** Returns a valid command line with the value in the field. Every other turn uses the other spelling of a flag. */
export function argvWith(field: Field, good: readonly string[], value: string, turn: number): string[] {
  const { slot, words } = field;
  if (slot.kind === 'flag') {
    const { flag } = slot;
    const at = good.indexOf(flag);
    const kept = at < 0 ? [...good] : [...good.slice(0, at), ...good.slice(at + 2)];
    return [...kept, ...(turn % 2 === 0 ? [flag, value] : [`${flag}=${value}`])];
  }
  const rest = good.slice(words.length);
  const firstFlag = rest.findIndex((word) => word.startsWith('-'));
  const names = firstFlag < 0 ? rest : rest.slice(0, firstFlag);
  const flags = firstFlag < 0 ? [] : rest.slice(firstFlag);
  const changed = [...names.slice(0, slot.at), value, ...names.slice(slot.at + 1)];
  return turn % 2 === 0 ? [...words, ...changed, ...flags] : [...words, ...flags, '--', ...changed];
}
