import { expect, test } from 'vitest';
import type { State } from '../../../src/model/state.ts';
import { codeBlocks, topicFile } from '../../docs/documents.ts';
import { onePeering, withGateway } from '../../support/plans.ts';
import { asked, peerway, play } from '../dialogue.ts';
import { boxWith } from '../plan.ts';

/** The screens of the topic, without the command line above them. */
const SCREENS = codeBlocks(topicFile('prompts').text, 'text').map(({ text }) =>
  text.replace('$ peerway peering create\n', '').trimEnd(),
);

/** Seoul and Osaka, peered, as the quick start has them; tokyo, which overlaps osaka; two more. */
function plan(): State {
  let state = onePeering();
  state = withGateway(state, 'tokyo', { cidrs: ['172.31.128.0/17'], tunnels: ['10.255.0.0/24'] });
  state = withGateway(state, 'kyoto', { cidrs: ['10.77.0.0/16'], tunnels: ['10.255.1.0/24'] });
  state = withGateway(state, 'nagoya', { cidrs: ['10.78.0.0/16'], tunnels: ['10.255.2.0/24'] });
  return withGateway(state, 'busan', { cidrs: ['10.82.0.0/16'], tunnels: ['10.255.3.0/24'] });
}

test('`peerway help prompts` shows the screens of a terminal as they are', async () => {
  expect(SCREENS.length).toBe(2);
  const terminal = peerway(boxWith(plan()), 'peering create', { columns: 80, rows: 40 });
  await play(terminal, [['Which gateway do you want to peer?', 'seoul']]);
  const remote = 'Which gateway do you want to peer with seoul?';
  await asked(terminal, remote);
  terminal.type('10.7');
  await terminal.until(`? ${remote} 10.7`);
  expect(terminal.all()).toBe(SCREENS[0]);
  terminal.key('enter');
  await play(terminal, [['Peer seoul and kyoto?', 'y']]);
  expect(await terminal.exit).toBe(0);
  expect(terminal.all()).toBe(SCREENS[1]);
});
