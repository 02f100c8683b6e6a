import { describe, expect, test } from 'vitest';
import { verbsOf } from '../../src/cli/grammar.ts';
import { headlineOf } from '../../src/cli/headline.ts';
import { NOUNS } from '../../src/cli/program.ts';

const VERBS = NOUNS.flatMap((noun) => verbsOf(noun));
const NAMES = ['seoul', 'laptop', 'phone'];

/** Zero, one, and more names, as many as the verb takes, and empty ones. */
const operandsOf = (usage: string): string[][] => {
  const counted = usage.includes('...') ? NAMES.length : usage.split(' ').length - 1;
  const given = Array.from({ length: counted + 1 }, (_, count) => NAMES.slice(0, count));
  return [...given, ...given.map((names) => names.map(() => ''))];
};

describe('the first line of a validation error', () => {
  test.each(VERBS)('of `%s` is a sentence for any number of names', (path, verb) => {
    for (const names of operandsOf(verb.usage)) {
      const headline = headlineOf(verb, path.split(' '), names);
      expect(headline).toMatch(/^(cannot|the state is invalid$)/);
      expect(headline).not.toMatch(/undefined|\s\s|\s$/);
    }
  });

  test.each([
    ['gateway peer delete', [], 'cannot delete a peer'],
    ['gateway peer delete', ['seoul'], 'cannot delete a peer of gateway seoul'],
    ['gateway peer delete', ['seoul', 'laptop'], 'cannot delete peer laptop of gateway seoul'],
    ['client add', [], 'cannot add a client'],
    ['client add', ['seoul'], 'cannot add a client to gateway seoul'],
    ['client add', ['seoul', 'laptop'], 'cannot add client laptop to gateway seoul'],
    ['client delete', ['seoul'], 'cannot delete a client'],
    ['client delete', ['seoul', ...NAMES], 'cannot delete clients seoul, laptop, and phone'],
    ['gateway peers', ['seoul'], 'cannot list the peers of gateway seoul'],
    ['gateway deploy', ['seoul', 'osaka'], 'cannot deploy to gateways seoul and osaka'],
    ['peering create', ['seoul'], 'cannot create a peering'],
    ['peering create', ['seoul', 'osaka'], 'cannot peer seoul and osaka'],
    ['peering doctor', ['seoul-osaka'], 'cannot diagnose peering seoul-osaka'],
    ['vpc list', [], 'cannot list VPCs'],
    ['vpc import', [], 'cannot import VPCs'],
    ['state export', [], 'cannot export the state'],
    ['state restore', ['41'], 'cannot restore revision 41'],
    ['config set', ['owner', 'netops'], 'cannot set preference owner'],
    ['log', [], 'cannot show the log'],
  ])('of `%s` with %j is "%s"', (path, names, headline) => {
    const verb = VERBS.find(([label]) => label === path)?.[1];
    expect(verb && headlineOf(verb, path.split(' '), names)).toBe(headline);
  });
});
