import { expect, test } from 'vitest';
import { confirmAndChange, type Proposal } from '../../src/commands/confirm-and-change.ts';
import { UserError } from '../../src/errors.ts';
import type { State } from '../../src/model/state.ts';
import { setLocation } from '../../src/model/transitions/location.ts';
import { parseName } from '../../src/model/values.ts';
import type { Terminal } from '../../src/ports/terminal.ts';
import { memoryState, partOf, yesTerminal } from '../support/ports.ts';
import { SAMPLE } from '../support/states.ts';

const HERE = parseName('here', 'location name');

/** Turns VPN gateways off in a location; the preview counts the locations. */
const TURN_OFF: Proposal<{ readonly state: State }> = {
  kind: 'both-sides',
  decide: (state) => setLocation(state, { name: HERE, vpnGateway: false }),
  question: () => 'Turn VPN gateways off',
  lines: ({ state }) => [`${state.locations.size} locations`],
};

/** A terminal that answers the confirmation, after someone else has used the time for a change. */
const answering = (answer: boolean, meanwhile: () => Promise<unknown> = async () => undefined): Terminal =>
  partOf<Terminal>({
    needsConfirmation: () => true,
    confirm: async () => {
      await meanwhile();
      return answer;
    },
  });

const add = (state: ReturnType<typeof memoryState>, name: string) => () =>
  state.change((before) => setLocation(before, { name: parseName(name, 'location name'), vpnGateway: true }));

test('a confirmed change is made', async () => {
  const state = memoryState(SAMPLE);
  const made = await confirmAndChange({ state, terminal: answering(true) }, TURN_OFF);
  expect(state.current.locations.get(HERE)).toEqual({ name: HERE, vpnGateway: false });
  expect(made?.state).toBe(state.current);
});

test('a declined change is not made, and its result is undefined', async () => {
  const state = memoryState(SAMPLE);
  const made = await confirmAndChange({ state, terminal: answering(false) }, TURN_OFF);
  expect([made, state.current]).toEqual([undefined, SAMPLE]);
});

test('where nobody has to confirm, nothing is previewed', async () => {
  const state = memoryState(SAMPLE);
  const question = () => {
    throw new Error('a preview');
  };
  await confirmAndChange({ state, terminal: yesTerminal() }, { ...TURN_OFF, question });
  expect(state.current.locations.has(HERE)).toBe(true);
});

test('a change that would do something else than its preview is a conflict, and is not made', async () => {
  const state = memoryState(SAMPLE);
  const terminal = answering(true, add(state, 'elsewhere'));
  const error = await confirmAndChange({ state, terminal }, TURN_OFF).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ exit: 5, code: 'changed-meanwhile' });
  expect(state.current.locations.has(HERE)).toBe(false);
});

test('another change that leaves the preview as it is stands beside it', async () => {
  const state = memoryState(SAMPLE);
  const terminal = answering(true, add(state, 'elsewhere'));
  await confirmAndChange({ state, terminal }, { ...TURN_OFF, lines: () => ['off'] });
  expect(state.current.locations.has(HERE)).toBe(true);
});
