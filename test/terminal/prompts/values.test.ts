import { describe, expect, test } from 'vitest';
import { asked, peerway, play, type Step } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { ADDRESS, BERLIN, below, erase, LAN, NAME, NETWORKS, NEW, TUNNEL } from './typing.ts';

/** What is asked, what is typed there, what is typed instead, and the flags that would say the first. */
const INVALID: readonly (readonly [
  line: string,
  before: readonly Step[],
  wrong: Step,
  right: string,
  flags: string,
])[] = [
  [
    'gateway create',
    [],
    [NAME[0], 'Berlin'],
    'berlin',
    'gateway create Berlin --vpc lab --endpoint x.example',
  ],
  ['gateway create', [], [NAME[0], 'seoul'], 'berlin', 'gateway create seoul --vpc lab --endpoint x.example'],
  [
    'gateway create',
    [NAME, NEW],
    [NETWORKS[0], '10.0.0.5/16'],
    '10.20.0.0/16',
    'gateway create berlin --cidr 10.0.0.5/16 --endpoint x.example',
  ],
  [
    'gateway create',
    [NAME, NEW],
    [NETWORKS[0], '10.20.0.0/16,10.20.1.0/24'],
    '10.20.0.0/16',
    'gateway create berlin --cidr 10.20.0.0/16,10.20.1.0/24 --endpoint x.example',
  ],
  [
    'gateway create berlin --vpc lab',
    [],
    [ADDRESS[0], 'a_b'],
    'a-b',
    'gateway create berlin --vpc lab --endpoint a_b',
  ],
  [
    BERLIN.replace(/ --end.*/, ''),
    [ADDRESS],
    [TUNNEL[0], '10.99.9.0/31'],
    '10.99.9.0/30',
    `${BERLIN} --tunnel-subnet 10.99.9.0/31`,
  ],
  [
    BERLIN.replace(/ --end.*/, ''),
    [ADDRESS],
    [TUNNEL[0], '10.20.9.0/24'],
    '10.99.9.0/24',
    `${BERLIN} --tunnel-subnet 10.20.9.0/24`,
  ],
  [
    BERLIN.replace(/ --end.*/, ''),
    [ADDRESS, TUNNEL],
    [LAN, '10.21.0.2'],
    '10.20.0.2',
    `${BERLIN} --lan-address 10.21.0.2`,
  ],
  ['client add seoul', [], ['Client name', 'vpc-peering-x'], 'x', 'client add seoul vpc-peering-x'],
  ['client add seoul', [], ['Client name', 'laptop'], 'phone', 'client add seoul laptop'],
  ['vpc add', [], ['VPC name', 'lab'], 'paris', 'vpc add lab --cidr 10.30.0.0/16'],
  [
    'vpc add paris',
    [],
    ['CIDRs of VPC paris', '0.0.0.0/0'],
    '10.30.0.0/16',
    'vpc add paris --cidr 0.0.0.0/0',
  ],
];

describe.each(INVALID)('%s', (line, before, [question, wrong], right, flags) => {
  test(`"${wrong}" at ${question} gets the words of \`${flags}\`, before Enter and after it`, async () => {
    const box = boxWith(plan());
    const { stderr, exit } = await box.run(flags.split(' '));
    expect(exit).not.toBe(0);
    const words = stderr.trimEnd().replace(/^error: (cannot .*:\n)?/, '');
    const first = words.split('\n')[0] ?? '';

    const terminal = peerway(box, line);
    await play(terminal, before);
    await asked(terminal, question);
    terminal.type(wrong);
    await terminal.until(first);
    expect(below(terminal, question)).toBe(words);
    expect(terminal.look(first)).toEqual({ bold: false, dim: true });
    terminal.key('enter');
    await expect.poll(() => terminal.look(first), { timeout: 10_000 }).toMatchObject({ colour: 1 });
    expect(below(terminal, question)).toBe(words);

    erase(terminal, wrong.length);
    terminal.type(right);
    terminal.key('enter');
    await terminal.until(`✔ ${question} ${right}`);
    expect(terminal.all()).not.toContain(first);
  });
});
