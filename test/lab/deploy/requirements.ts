import { describe, vi } from 'vitest';
import { describeLab } from '../requirements.ts';
import { isThorough } from './chance.ts';

/** A group of tests of the laboratory whose gateways are managed over SSH. */
export function describeDeploys(name: string, body: () => void): void {
  // An sshd and a shell on each gateway take their time where little of it is to be had.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
  describeLab(name, body, ['ssh', 'sshd', 'ssh-keygen', 'setpriv', 'setsid', 'pkill', 'df', 'stat']);
}

/** One that takes too long to go along with all other tests: for `npm run test:deploy`. */
export function describeLongDeploys(name: string, body: () => void): void {
  if (isThorough) {
    describeDeploys(name, body);
  } else {
    console.log(`left to \`npm run test:deploy\`: ${name}`);
    describe.skip(name, body);
  }
}
