import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { argumentsOf } from '../../src/cli/command-tree.ts';
import type { Flag } from '../../src/cli/flag.ts';
import type { Noun, Verb } from '../../src/cli/grammar.ts';
import { NOUNS, treeOfAll } from '../../src/cli/program.ts';
import { completionScript } from '../../src/commands/completion/script.ts';
import type { TreeCommand } from '../../src/completion/tree.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeAwsStub } from '../support/stand-ins/aws.ts';

const named = (noun: Noun): [label: string, verb: Verb][] => [
  ...noun.verbs.map((verb): [string, Verb] => [`${noun.name} ${verb.usage}`, verb]),
  ...(noun.nouns ?? []).flatMap(named),
];
const VERBS = NOUNS.flatMap(named);

describe('the command tree', () => {
  test.each(VERBS)('%s: has a source for each argument', (_label, verb) => {
    expect(verb.completes ?? []).toHaveLength(argumentsOf(verb.usage).length);
  });

  test.each(VERBS)('%s: has a source for each flag value', (_label, verb) => {
    for (const flag of (verb.flags?.() ?? []) as Flag[]) {
      // Even `nothing` must be declared. A flag without a value has nothing to complete.
      expect(flag.completes, flag.flags).toBeTypeOf('string');
      expect(flag.completes === 'choice', flag.flags).toBe(flag.argChoices !== undefined);
      if (!flag.required) expect(flag.completes, flag.flags).toBe('nothing');
    }
  });

  test('the columns of each list are correct', async () => {
    const { run, ok, folder } = sandbox();
    await ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1');
    writeAwsStub(folder);
    const aws = '--provider aws --region eu-west-1 --vpc-id';
    await ok(`vpc add shop --cidr 10.21.0.0/16 ${aws} vpc-0123456789abcdef0`);
    await ok(`vpc add cache --cidr 10.22.0.0/16 ${aws} vpc-0123456789abcdef1`);
    await ok('peering create shop cache --via aws');
    const vpc = { VpcId: 'vpc-0123456789abcdef0', OwnerId: '111122223333', CidrBlock: '10.20.0.0/16' };
    writeFileSync(join(folder, 'vpcs.json'), JSON.stringify({ Vpcs: [vpc] }));
    const lists: string[][] = [];
    const walk = (command: TreeCommand, path: readonly string[]): void => {
      if (command.columns.length > 0) lists.push([...path]);
      for (const inner of command.commands) walk(inner, [...path, inner.name]);
    };
    const { root } = await treeOfAll();
    walk(root, []);
    expect(lists.length).toBeGreaterThan(9);
    for (const path of lists) {
      const command = path.reduce((at, name) => at.commands.find((one) => one.name === name) ?? at, root);
      const needed =
        {
          'gateway peers': ['seoul'],
          'peering doctor': ['shop-cache'],
          'peering verify': ['seoul-osaka'],
          'plan suggest': ['--prefix', '16'],
          'vpc import': ['--from-aws', '--region', 'eu-west-1', '--file', 'vpcs.json'],
        }[path.join(' ')] ?? [];
      const { stderr } = await run([...path, ...needed, '--columns', 'nosuch'], {
        env: { PATH: `${folder}:${process.env['PATH']}` },
      });
      const told = /the columns are (.*)$/m.exec(stderr)?.[1]?.split(', ');
      expect([...new Set(told)], path.join(' ')).toEqual(command.columns);
    }
  });
});

describe('the completion scripts', () => {
  test.each([
    ['bash', 'peerway.bash'],
    ['zsh', '_peerway'],
    ['fish', 'peerway.fish'],
  ] as const)('for %s match the commands; if not, run `npm run completions`', async (shell, file) => {
    const kept = readFileSync(new URL(`../../completions/${file}`, import.meta.url), 'utf8');
    const { view } = completionScript(shell, await treeOfAll());
    expect(view).toEqual({ kind: 'text', text: kept, holdsKeys: false });
    const { run } = sandbox();
    expect(await run(['completion', shell])).toEqual({ stdout: kept, stderr: '', exit: 0 });
  });
});
