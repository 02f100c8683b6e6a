import { expect, test } from 'vitest';
import { answers, answersOf, peerway, play, type Step, withoutQuestions } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { bash, describeFlows } from './flows/flow-cases.ts';
import { PEERING_FLOWS } from './flows/peering-flows.ts';

describeFlows(PEERING_FLOWS);

test('a dry run asks for the gateways, shows both sides and changes nothing', async () => {
  const box = boxWith(plan());
  const before = box.bytes();
  const terminal = peerway(box, 'peering create --dry-run');
  const steps: Step[] = [
    ['Which gateway do you want to peer?', 'osaka'],
    ['Which gateway do you want to peer with osaka?', 'kyoto'],
  ];
  await play(terminal, steps);
  expect(await terminal.exit).toBe(0);
  expect(answers(terminal)).toEqual(answersOf(steps));
  const spoken = 'peerway peering create osaka kyoto --dry-run';
  expect(withoutQuestions(terminal)).toBe(spoken);
  expect(box.bytes()).toBe(before);
  const printed = bash(box, spoken);
  expect(printed).toMatch(/^Peering osaka-kyoto would be active\nosaka:\n {2}\+ [\s\S]*\nkyoto:\n {2}\+ /);
  expect(terminal.all()).toContain(printed);
});

test('with --yes the questions are asked, and no yes', async () => {
  const box = boxWith(plan());
  const terminal = peerway(box, 'peering create seoul --yes');
  await play(terminal, [['Which gateway do you want to peer with seoul?', 'tokyo']]);
  expect(await terminal.exit).toBe(0);
  expect(withoutQuestions(terminal)).toBe('peerway peering create seoul tokyo --yes');
  expect(terminal.all()).toContain('Peering seoul-tokyo is active\nseoul:\n  + address');
});
