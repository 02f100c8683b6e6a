import { expect, test } from 'vitest';
import { asked, peerway, play } from '../dialogue.ts';
import { boxWith, plan } from '../plan.ts';
import { bash } from './flows/flow-cases.ts';

const PREVIEWS = [
  ['peering create seoul osaka', 'Peer seoul and osaka?', 'client add seoul phone'],
  ['peering accept quito-osaka', 'Accept peering quito-osaka?', 'vpc update osaka --add-cidr 10.200.0.0/16'],
  [
    'peering delete seoul-kyoto',
    'Delete peering seoul-kyoto on both sides?',
    'vpc update kyoto --add-cidr 10.201.0.0/16',
  ],
  ['gateway delete seoul', 'Delete gateway seoul?', 'client add seoul phone'],
  ['client delete seoul laptop', 'Delete client laptop of seoul?', 'peering delete seoul-kyoto --yes'],
  ['vpc delete lab', 'Delete VPC lab?', 'vpc update lab --add-cidr 10.9.0.0/16'],
] as const;

test.each(PREVIEWS)(
  '%s: what was shown is done or nothing, exit 5 when others have changed the plan',
  async (line, question, meanwhile) => {
    const box = boxWith(plan());
    const terminal = peerway(box, `${line} -o json`);
    await asked(terminal, question);
    bash(box, `peerway ${meanwhile}`);
    const before = box.bytes();
    await play(terminal, [[question, 'y']]);
    expect(await terminal.exit).toBe(5);
    expect(terminal.all()).toContain('{"error":{"code":"changed-meanwhile"');
    expect(terminal.all()).not.toContain('without prompts');
    expect(box.bytes()).toBe(before);
  },
);

test('a change that touches nothing of what was shown does not matter', async () => {
  const box = boxWith(plan());
  const terminal = peerway(box, 'peering create seoul osaka');
  await asked(terminal, 'Peer seoul and osaka?');
  bash(box, 'peerway vpc add paris --cidr 10.30.0.0/16');
  await play(terminal, [['Peer seoul and osaka?', 'y']]);
  expect(await terminal.exit).toBe(0);
  expect(bash(box, 'peerway peering list -o name')).toContain('seoul-osaka\n');
  expect(bash(box, 'peerway vpc list -o name')).toContain('paris\n');
});

test('a peering that others have made meanwhile is refused like any other', async () => {
  const box = boxWith(plan());
  const terminal = peerway(box, 'peering create seoul');
  await asked(terminal, 'Which gateway do you want to peer with seoul?');
  bash(box, 'peerway peering create osaka seoul');
  const before = box.bytes();
  await play(terminal, [['Which gateway do you want to peer with seoul?', 'osaka']]);
  expect(await terminal.exit).toBe(5);
  expect(terminal.all()).toContain('\nA peering already exists between these gateways\n');
  expect(box.bytes()).toBe(before);
});
