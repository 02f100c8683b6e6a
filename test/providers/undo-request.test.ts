/** Scripts that remove a peering contain only what may exist, so that they run to their end. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { observePeering } from '../../src/model/transitions/observe.ts';
import type { Name } from '../../src/model/values.ts';
import { specs } from '../../src/providers/registry.ts';
import { renderPeering } from '../../src/providers/render/peering.ts';
import { acrossAccounts, acrossProjects, type Planned, peered } from '../support/cloud-plans.ts';
import { folderForFile } from '../support/temporary.ts';
import { engineFor } from './scenes.ts';

const folder = folderForFile('undo');
const ID = 'pcx-0123456789abcdef0';

/** Names what exists at the provider, and fails for everything else, as the CLIs do. */
const STAND_IN = `#!/bin/sh
echo "$2 $3" | sed 's/ --.*//' >>"$LOG"
case " $EXISTING " in *" $2 "*) exit 0 ;; esac
echo "An error occurred (NotFound)" >&2
exit 254
`;

/** Runs the script of a removal. Returns its exit status and its commands. */
function undo({ state, peering }: Planned, side: string | undefined, existing: readonly string[]) {
  const spec = specs.of(peering.via);
  const scene = { state, peering, access: new Map(), undo: true, ...(side ? { side: side as Name } : {}) };
  const { files } = renderPeering({ spec, engine: engineFor({ state, peering }) }, scene, spec.formats[0]);
  for (const program of ['aws', 'gcloud']) writeFileSync(join(folder, program), STAND_IN, { mode: 0o755 });
  writeFileSync(join(folder, 'log'), '');
  const { exitCode } = execaSync('sh', ['-c', files.map(({ text }) => text).join('\n')], {
    env: {
      PATH: `${folder}:${process.env['PATH']}`,
      LOG: join(folder, 'log'),
      EXISTING: existing.join(' '),
      PCX: ID,
    },
    reject: false,
  });
  const ran = execaSync('cat', [join(folder, 'log')])
    .stdout.split('\n')
    .filter((line) => line !== '');
  return { exitCode, ran: ran.map((line) => line.trim()) };
}

/** The request of `shop` to `cache` of another owner, which is not accepted. */
function request(): Planned {
  const { state } = acrossAccounts();
  return peered({ ...state, peerings: new Map() }, 'shop', 'cache');
}

test('the requester deletes a request that was never accepted, and nothing else', () => {
  const ran = undo(request(), undefined, ['delete-vpc-peering-connection']);
  expect(ran).toEqual({ exitCode: 0, ran: ['delete-vpc-peering-connection'] });
});

test('the accepter rejects it', () => {
  const ran = undo(request(), 'cache', ['reject-vpc-peering-connection']);
  expect(ran).toEqual({ exitCode: 0, ran: ['reject-vpc-peering-connection'] });
});

test('nothing deletes a connection that AWS has ended', () => {
  const planned = acrossAccounts();
  const state = observePeering(planned.state, planned.peering.name, { id: ID, status: 'failed' });
  const peering = state.peerings.get(planned.peering.name) ?? planned.peering;
  const existing = ['revoke-security-group-ingress', 'delete-route'];
  const { exitCode, ran } = undo({ state, peering }, undefined, existing);
  expect([exitCode, new Set(ran)]).toEqual([0, new Set(existing)]);
});

test('at GCP, only the half of the requester exists', () => {
  const { state } = acrossProjects();
  const planned = peered({ ...state, peerings: new Map() }, 'files', 'apps', { via: 'gcp' });
  expect(undo(planned, undefined, ['networks'])).toEqual({ exitCode: 0, ran: ['networks peerings'] });
  expect(undo(planned, 'apps', [])).toEqual({ exitCode: 0, ran: [] });
});
