/** The man pages of the commands and the topics. Only the build loads this file. */
import packageJson from '../package.json' with { type: 'json' };
import { Flag } from './cli/flag.ts';
import { globalFlags, HELP_FLAG, VERSION_FLAG } from './cli/global-flags.ts';
import type { Noun, Verb } from './cli/grammar.ts';
import { flagSection, type HelpPage, nounPage, TOPICS_HEADING, verbPage } from './cli/help-page.ts';
import { rootPage } from './cli/map.ts';
import { NOUN_GROUPS, NOUNS } from './cli/program.ts';
import { selectionFlags } from './cli/selection-flags.ts';
import { EXIT, EXIT_MEANINGS } from './errors.ts';
import { parseMarkdown } from './help/markdown.ts';
import {
  blockLines,
  heading,
  type ManContent,
  type ManPage,
  manPage,
  paragraph,
  tagged,
  verbatim,
} from './help/roff.ts';
import { TOPICS, type Topic } from './help/topics.ts';

/** Returns a page for the program, each noun, each verb and each topic. */
export const manPages = (date: string): ManPage[] =>
  [programPage(), ...NOUNS.flatMap((noun) => nounPages(noun, [])), ...TOPICS.map(topicPage)].map((content) =>
    manPage({ ...content, version: packageJson.version, date }),
  );

type Content = Omit<ManContent, 'version' | 'date'>;

function programPage(): Content {
  const flags = flagSection('Global flags', [
    ...globalFlags(),
    new Flag(...HELP_FLAG, 'nothing'),
    new Flag(...VERSION_FLAG, 'nothing'),
  ]);
  const { sections, closing: _, ...page } = rootPage(NOUN_GROUPS);
  const topics = {
    heading: 'Topics',
    items: TOPICS.map(({ name, title }) => [`peerway-${name}(7)`, title] as const),
  };
  const statuses = {
    heading: 'Exit status',
    items: (Object.keys(EXIT) as (keyof typeof EXIT)[]).map(
      (key) => [String(EXIT[key]), EXIT_MEANINGS[key]] as const,
    ),
  };
  return commandPage([], { ...page, sections: [...sections, flags, statuses, topics] }, [
    ...NOUNS.map(({ name }) => `peerway-${name}(1)`),
    'peerway-exit-codes(7)',
  ]);
}

function nounPages(noun: Noun, before: readonly string[]): Content[] {
  const path = [...before, noun.name];
  if (noun.alone) return [verbManPage(noun.alone, before)];
  const { closing: _, sections, ...page } = nounPage(path, noun);
  const { verbs, nouns = [], topics = [] } = noun;
  const below = [...verbs.map(nameOf), ...nouns.map(({ name }) => name)].map((name) =>
    reference([...path, name]),
  );
  return [
    commandPage(
      path,
      { ...page, sections: sections.filter((section) => section.heading !== TOPICS_HEADING) },
      [reference(before), ...below, ...topics.map((topic) => `peerway-${topic}(7)`)],
    ),
    ...verbs.map((verb) => verbManPage(verb, path)),
    ...nouns.flatMap((inner) => nounPages(inner, path)),
  ];
}

function verbManPage(verb: Verb, before: readonly string[]): Content {
  const path = [...before, nameOf(verb)];
  const flags = [...(verb.flags?.() ?? []), ...(verb.lists ? selectionFlags() : [])];
  return commandPage(path, verbPage(path, verb, flags), [
    reference(before),
    'peerway(1)',
    'peerway-exit-codes(7)',
  ]);
}

const nameOf = ({ usage }: Verb): string => usage.split(' ')[0] ?? '';

const pageName = (path: readonly string[]): string => ['peerway', ...path].join('-');
const reference = (path: readonly string[]): string => `${pageName(path)}(1)`;

function commandPage(path: readonly string[], page: HelpPage, seeAlso: readonly string[]): Content {
  const { summary, paragraphs, usage, sections, examples } = page;
  return {
    name: pageName(path),
    section: 1,
    summary: summary.replace(/\.$/, ''),
    body: [
      heading('Synopsis'),
      ...usage.map((line) => `\\fB${line.replaceAll('-', '\\-')}\\fR`),
      ...(paragraphs.length > 0 ? [heading('Description'), ...paragraphs.flatMap(paragraph)] : []),
      ...sections.flatMap(({ heading: title, items }) => [
        heading(title),
        ...items.flatMap(([term, text]) => tagged(`**${term.trim()}**`, text)),
      ]),
      ...(examples.length > 0 ? [heading('Examples'), ...verbatim(examples.join('\n'))] : []),
    ],
    seeAlso: [...new Set(seeAlso)],
  };
}

function topicPage({ name, title, text }: Topic): Content {
  const [, ...blocks] = parseMarkdown(text);
  const linked = [...text.matchAll(/\]\(([a-z-]+)\.md\)/g)].map(([, topic]) => `peerway-${topic}(7)`);
  return {
    name: `peerway-${name}`,
    section: 7,
    summary: title,
    body: [heading('Description'), ...blocks.flatMap(blockLines)],
    seeAlso: [...new Set(['peerway(1)', ...linked])],
  };
}
