/** The plan for tests of prompts, and sandboxes with it. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../src/model/instant.ts';
import { Secret } from '../../src/model/secret.ts';
import type { State } from '../../src/model/state.ts';
import { createPeering } from '../../src/model/transitions/create-peering.ts';
import { addVpc } from '../../src/model/transitions/vpc.ts';
import type { Name, Owner } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { wireguard } from '../../src/providers/wireguard/spec.ts';
import { cidrs, keyFor, twoGateways, withClient, withGateway, withPeering } from '../support/plans.ts';
import { type Sandbox, sandboxIn } from '../support/sandbox.ts';
import { WG_QUICK } from '../support/stand-ins/wg-quick.ts';
import { writeState } from '../support/state-file.ts';
import { folderForTest } from '../support/temporary.ts';

/**
 * Seoul can be peered with osaka and tokyo, which overlap. It has a client and a peering with kyoto. Lima has failed;
 * quito belongs to bob and requests a peering with osaka. VPC lab has no gateway.
 */
export function plan(): State {
  let state = twoGateways();
  state = withGateway(state, 'tokyo', {
    cidrs: ['10.128.0.0/16', '172.31.128.0/17'],
    tunnels: ['10.99.3.0/24'],
  });
  state = withGateway(state, 'lima', { cidrs: ['10.7.0.0/16'], tunnels: ['10.99.4.0/24'], status: 'failed' });
  state = withGateway(state, 'quito', { cidrs: ['10.64.0.0/16'], tunnels: ['10.99.5.0/24'], owner: 'bob' });
  state = withGateway(state, 'kyoto', { cidrs: ['10.77.0.0/16'], tunnels: ['10.99.6.0/24'] });
  state = withClient(withPeering(state, 'seoul', 'kyoto'), 'seoul', 'laptop');
  const provider = { kind: 'generic' } as const;
  const lab = { name: 'lab' as Name, owner: 'netops' as Owner, provider, cidrs: cidrs('10.8.0.0/16') };
  return withRequest(addVpc(specs, state, { ...lab, subnets: [] }).state);
}

/** The request is as old as the test, since a request expires after a week. */
const withRequest = (state: State): State =>
  createPeering(specs, state, {
    spec: wireguard,
    ends: ['quito', 'osaka'],
    options: {},
    name: 'quito-osaka' as Name,
    both: false,
    actor: 'bob' as Owner,
    presharedKey: new Secret(keyFor('preshared quito-osaka')),
    now: new Date().toISOString() as Instant,
  }).state;

/** Makes a sandbox for the running test, in which netops acts. Without a state, there is no state folder either. */
export function boxWith(state?: State, preferences: Readonly<Record<string, string>> = {}): Sandbox {
  const box = emptyBox();
  const folder = join(box.folder, 'config', 'peerway');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ owner: 'netops', ...preferences }));
  if (state) writeState(box.state, state);
  return box;
}

/** Copies state and preferences to another sandbox. */
export function copyOf({ folder }: Sandbox): Sandbox {
  const copy = emptyBox();
  for (const name of ['state', 'config'])
    cpSync(join(folder, name), join(copy.folder, name), { recursive: true });
  return copy;
}

function emptyBox(): Sandbox {
  const box = sandboxIn(folderForTest());
  writeFileSync(join(box.folder, 'wg0.conf'), WG_QUICK, { mode: 0o600 });
  return box;
}
