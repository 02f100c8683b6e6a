import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type CommandLine, commandLineAs, completeCommandLine } from '../../src/cli/command-line.ts';
import { buildProgram } from '../../src/cli/program.ts';
import type { CommandLinePart } from '../../src/ports/terminal.ts';

const KEY = `${'A'.repeat(42)}E=`;

/** A command line as the program hears it. */
function heard(...argv: string[]): CommandLine {
  let line: CommandLine | undefined;
  buildProgram(
    argv,
    (chosen) => {
      line = chosen.line;
    },
    () => undefined,
  ).parse(argv, { from: 'user' });
  if (!line) throw new Error(`not a command: ${argv.join(' ')}`);
  return line;
}

describe('the command line with its answers', () => {
  test.each<[string, string[], CommandLinePart[], string]>([
    [
      'puts names behind names',
      ['peering', 'create', 'seoul'],
      [{ text: 'osaka' }],
      'peering create seoul osaka',
    ],
    [
      'puts names before flags, which would take them for values',
      ['gateway', 'create', '--cidr', '10.0.0.0/16'],
      [{ text: 'seoul' }, { flag: '--endpoint', text: '203.0.113.1' }],
      'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1',
    ],
    [
      'keeps global flags, wherever they stood, by their long names',
      ['-q', 'vpc', 'add', '-o', 'json', 'lab', '--as', 'bob'],
      [{ flag: '--cidr', text: '10.8.0.0/16' }],
      'vpc add lab --quiet --output json --as bob --cidr 10.8.0.0/16',
    ],
    [
      'keeps each value of a list',
      ['vpc', 'add', 'lab', '--subnet', 'a=10.8.0.0/24', 'b=10.8.1.0/24'],
      [{ flag: '--cidr', text: '10.8.0.0/16,fd08::/48' }],
      'vpc add lab --subnet a=10.8.0.0/24 --subnet b=10.8.1.0/24 --cidr 10.8.0.0/16,fd08::/48',
    ],
    [
      'says the verb behind an alias',
      ['gateway', 'peer', 'rm'],
      [{ text: 'seoul' }],
      'gateway peer delete seoul',
    ],
    [
      'takes flags without a value',
      ['peering', 'create', '--no-color'],
      [{ flag: '--yes' }],
      'peering create --no-color --yes',
    ],
    ['leaves out defaults', ['vpc', 'add', 'lab'], [], 'vpc add lab'],
    [
      'quotes what a shell would take apart',
      ['vpc', 'add', '--state', "/tmp/a b's $HOME"],
      [{ text: 'lab' }],
      "vpc add lab --state '/tmp/a b'\\''s $HOME'",
    ],
    [
      'quotes brackets',
      ['gateway', 'create'],
      [{ flag: '--endpoint', text: '[::1]:1' }],
      "gateway create --endpoint '[::1]:1'",
    ],
  ])('%s', (_, argv, answers, spoken) => {
    expect(completeCommandLine(heard(...argv), answers)).toBe(`peerway ${spoken}`);
  });

  test('comes out of a shell as the words that went in', () => {
    const texts = [
      '',
      ' ',
      '*',
      '~',
      '#a',
      '!',
      'a;b',
      '`x`',
      '$(x)',
      "'",
      '"',
      '\\',
      '-',
      '--',
      'é',
      '漢',
      '{a,b}',
      '=x',
      '~/x',
    ];
    const answers = texts.map((text) => ({ flag: '--name', text }));
    const line = completeCommandLine({ path: ['vpc', 'add'], words: [], flags: [] }, answers);
    const words = execFileSync('bash', ['-c', `peerway() { printf '%s\\0' "$@"; }; ${line}`], {
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    });
    expect(words.split('\0').slice(0, -1)).toEqual([
      'vpc',
      'add',
      ...texts.flatMap((text) => ['--name', text]),
    ]);
  });

  test('shows nothing that a terminal would act upon', () => {
    const line = completeCommandLine({ path: ['vpc', 'add'], words: ['\u001b[31mred'], flags: [] }, []);
    expect(line).not.toContain('\u001b');
  });
});

describe('the command line for another owner', () => {
  test.each<[string, string[], CommandLinePart[], string]>([
    [
      'keeps names, flags and answers',
      ['gateway', 'update', 'osaka', '--mtu', '1400', '-o', 'json'],
      [],
      'gateway update osaka --output json --mtu 1400 --as bob',
    ],
    [
      'replaces the owner that was given',
      ['vpc', 'rm', '--as', 'carol', 'lab', '-y'],
      [],
      'vpc delete lab --yes --as bob',
    ],
    [
      'has the answers to prompts',
      ['gateway', 'delete'],
      [{ text: 'osaka' }],
      'gateway delete osaka --as bob',
    ],
    [
      'has public keys, but no text that could be a private one',
      ['gateway', 'update', 'osaka', '--public-key', KEY, '--key-file', KEY],
      [],
      `gateway update osaka --key-file '[redacted]' --public-key ${KEY} --as bob`,
    ],
  ])('%s', (_, argv, answers, made) => {
    expect(commandLineAs(heard(...argv), answers, 'bob')).toBe(`peerway ${made}`);
  });
});
