import { describe, expect, test } from 'vitest';
import type { PseudoTerminal } from '../../support/terminal/pseudo-terminal.ts';
import { asked, peerway, play, type Step } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { GATEWAY_FLOWS } from './flows/gateway-flows.ts';
import { OTHER_FLOWS } from './flows/other-flows.ts';
import { PEERING_FLOWS } from './flows/peering-flows.ts';

/** A question that is open, with something typed, and what its answer is in the end. */
interface Open {
  readonly line: string;
  readonly before: readonly Step[];
  readonly question: string;
  readonly typed: string;
  /** What the terminal shows once that is typed. */
  readonly shows: RegExp;
  readonly answer: string;
}

const OPEN: readonly Open[] = [
  {
    line: 'peering create',
    before: [['Which gateway do you want to peer?', 'seoul']],
    question: 'Which gateway do you want to peer with seoul?',
    typed: 'o',
    shows: /seoul\?\s+o$[\s\S]*unavailable/m,
    answer: 'osaka',
  },
  {
    line: 'gateway create berlin --vpc lab --tunnel-subnet 10.99.9.0/24',
    before: [['Public endpoint (host or host:port), or none if behind NAT', 'berlin.example']],
    question: 'LAN address in the VPC, for its routes (optional)',
    typed: '10.8.0.300',
    shows: /is\s+not\s+a\s+valid\s+LAN\s+address/,
    answer: '10.8.0.30',
  },
  {
    line: 'vpc add paris',
    before: [],
    question: 'CIDRs of VPC paris',
    typed: '10.0.0.0/15',
    shows: /cannot\s+be\s+peered/,
    answer: '10.0.0.0/15',
  },
  {
    line: 'peering create seoul osaka',
    before: [],
    question: 'Peer seoul and osaka?',
    typed: 'perhaps\r',
    shows: /enter y or n/,
    answer: 'No',
  },
];

async function opened(
  { line, before, question, typed, shows }: Open,
  columns: number,
): Promise<PseudoTerminal> {
  const terminal = peerway(boxWith(plan()), line, { columns, rows: 60 });
  await play(terminal, before);
  await asked(terminal, question);
  terminal.type(typed);
  await terminal.until(shows);
  return terminal;
}

/** From the open question on. */
const openPart = (screen: string): string => screen.slice(screen.lastIndexOf('\n? ') + 1);

/** What stands above the question at 100 columns, without what that breaks elsewhere. */
const abovePart = (screen: string): string => screen.slice(0, screen.search(/^\? /m)).replace(/\s+/g, '');

describe.each(OPEN)('the question of $line: $question', ({ ...open }) => {
  test('is drawn anew at another width, as if it had always been that', async () => {
    const [narrow, terminal] = await Promise.all([opened(open, 40), opened(open, 100)]);
    const wide = terminal.screen();
    for (const [columns, part] of [
      [40, openPart(narrow.screen())],
      [100, openPart(wide)],
    ] as const) {
      terminal.resize(columns, 60);
      await expect.poll(() => openPart(terminal.screen()), { timeout: 5_000 }).toBe(part);
      expect(abovePart(terminal.screen())).toBe(abovePart(wide));
    }
    for (const _ of open.typed) terminal.key('backspace');
    terminal.type(open.answer);
    terminal.key('enter');
    await terminal.until(new RegExp(`^✔ .* ${open.answer}$`, 'm'));
  });

  test('stays in its place when the terminal gets lower', async () => {
    const terminal = await opened(open, 80);
    const before = terminal.screen();
    terminal.resize(80, 12);
    await expect.poll(() => terminal.screen(), { timeout: 5_000 }).toContain(openPart(before));
    terminal.resize(80, 60);
    await expect.poll(() => terminal.all(), { timeout: 5_000 }).toBe(before);
  });
});

const FLOWS = [...PEERING_FLOWS, ...GATEWAY_FLOWS, ...OTHER_FLOWS].filter(({ line }) =>
  ['peering create', 'peering reject', 'gateway create', 'client add', 'vpc delete'].includes(line),
);

test.each(FLOWS.flatMap((flow) => [40, 20].map((columns) => ({ ...flow, columns }))))(
  '$line can be used at $columns columns, and no word is broken that a line could hold',
  async ({ line, steps, columns }) => {
    const terminal = peerway(boxWith(plan()), line, { columns, rows: 80 });
    const [last] = steps.slice(-1);
    await play(terminal, steps.slice(0, -1));
    await asked(terminal, last?.[0] ?? '');
    // A key is one word of 44 letters.
    expect(terminal.broken().filter((rest) => !/^[A-Za-z0-9+/]+=?$/.test(rest))).toEqual([]);
    terminal.key('ctrl-c');
    expect(await terminal.exit).toBe(130);
  },
);
