/** Runs the current program on states of version 0.1.0. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { copyStateFolder, type Form, keyVariable, readLeft } from '../../support/left-by-0.1.0.ts';
import { type Finished, sandboxIn } from '../../support/sandbox.ts';

export interface Program {
  readonly state: string;
  run(...args: readonly string[]): Promise<Finished>;
  /** Returns stdout. Throws if the command fails. */
  ok(...args: readonly string[]): Promise<string>;
  /** Returns the parsed JSON on stdout. */
  json(...args: readonly string[]): Promise<unknown>;
}

/** Runs peerway in an empty folder, with the key of a state. */
export function programIn(folder: string, form: Form = 'plain'): Program {
  const box = sandboxIn(folder);
  const env = keyVariable(form, folder);
  const run: Program['run'] = (...args) => box.run([...args, '--as', 'netops'], { env });
  const ok: Program['ok'] = async (...args) => {
    const { exit, stdout, stderr } = await run(...args);
    if (exit !== 0) throw new Error(`peerway ${args.join(' ')}: exit ${exit}\n${stderr}`);
    return stdout;
  };
  return {
    state: box.state,
    run,
    ok,
    json: async (...args) => JSON.parse(await ok(...args, '-o', 'json')),
  };
}

/** Runs peerway on a copy of a state. */
export function programOn(form: Form, folder: string): Program {
  const program = programIn(folder, form);
  copyStateFolder(form, program.state);
  return program;
}

interface Listed {
  readonly via?: string;
  readonly status?: string;
  readonly accepter?: { readonly confirmed?: boolean };
}

/** The lists of version 0.1.0 with the status that its inactive requests at a cloud have today. */
export const asToday = (listed: unknown): object[] =>
  (listed as Listed[]).map((one) => {
    const isRequest = one.via !== undefined && one.via !== 'wireguard' && !one.accepter?.confirmed;
    return isRequest && one.status === 'inactive' ? { ...one, status: 'pending-acceptance' } : one;
  });

/** Compares all lists with those of version 0.1.0. Fields may have been added. */
export async function expectSameLists({ json }: Program): Promise<void> {
  for (const noun of ['peering', 'vpc', 'gateway', 'client'])
    expect(await json(noun, 'list')).toMatchObject(asToday(readLeft('expected', `${noun}-list.json`)));
}

/** Returns the export with all secrets, parsed. */
export const exportOf = async ({ ok }: Program): Promise<unknown> =>
  JSON.parse(await ok('state', 'export', '--with-secrets'));

export interface Header {
  readonly format: number;
  readonly revision: number;
}

/** Returns the first line of a state file. */
export const headerOf = (path: string): Header =>
  JSON.parse(readFileSync(path, 'utf8').split('\n', 1)[0] ?? '');

export const stateFile = ({ state }: Program): string => join(state, 'state.jsonl');

export const generationFile = ({ state }: Program, revision: number): string =>
  join(state, 'generations', `${String(revision).padStart(8, '0')}.jsonl`);
