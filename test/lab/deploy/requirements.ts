import { vi } from 'vitest';
import { describeLong } from '../../support/requirements.ts';
import { describeLab } from '../requirements.ts';

/** A group of laboratory tests whose gateways are managed over SSH. */
export function describeDeploys(name: string, body: () => void): void {
  // An sshd and a shell on each gateway take their time on a busy machine.
  vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });
  describeLab(name, body, ['ssh', 'sshd', 'ssh-keygen', 'setpriv', 'setsid', 'pkill', 'df', 'stat']);
}

export const describeLongDeploys = (name: string, body: () => void): void =>
  describeLong('deploy', name, describeDeploys, body);
