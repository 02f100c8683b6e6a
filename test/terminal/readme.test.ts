import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { State } from '../../src/model/state.ts';
import { onePeering, withGateway } from '../support/plans.ts';
import { asked, peerway, play } from './dialogue.ts';
import { boxWith } from './plan.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The screens that the section shows, each below the command line. */
const SCREENS = [...README.matchAll(/```text\n\$ peerway peering create\n([\s\S]*?)\n?```/g)].map(
  ([, screen]) => screen,
);

/** Seoul and Osaka, peered, as the quick start has them; tokyo, which overlaps osaka; two more. */
function plan(): State {
  let state = onePeering();
  state = withGateway(state, 'tokyo', { cidrs: ['172.31.128.0/17'], tunnels: ['10.255.0.0/24'] });
  state = withGateway(state, 'kyoto', { cidrs: ['10.77.0.0/16'], tunnels: ['10.255.1.0/24'] });
  state = withGateway(state, 'nagoya', { cidrs: ['10.78.0.0/16'], tunnels: ['10.255.2.0/24'] });
  return withGateway(state, 'busan', { cidrs: ['10.82.0.0/16'], tunnels: ['10.255.3.0/24'] });
}

test('what the README shows of a terminal is what stands on it', async () => {
  expect(SCREENS.length).toBe(2);
  const terminal = peerway(boxWith(plan()), 'peering create', { columns: 80, rows: 40 });
  await play(terminal, [['Peer which gateway?', 'seoul']]);
  const remote = 'Peer seoul with which gateway?';
  await asked(terminal, remote);
  terminal.type('10.7');
  await terminal.until(`? ${remote} 10.7`);
  expect(terminal.all()).toBe(SCREENS[0]);
  terminal.key('enter');
  await play(terminal, [['Peer seoul and kyoto?', 'y']]);
  expect(await terminal.exit).toBe(0);
  expect(terminal.all()).toBe(SCREENS[1]);
});
