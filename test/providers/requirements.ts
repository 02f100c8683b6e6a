import { vi } from 'vitest';
import { describeLong, describeWith } from '../support/requirements.ts';

/** The clouds' own command-line tools, and the server that answers `aws` here. */
export type CloudTool = 'aws' | 'moto_server' | 'gcloud' | 'az' | 'openssl';

/** A group of tests that run the clouds' own tools against servers on loopback. */
export function describeCloud(name: string, tools: readonly CloudTool[], body: () => void): void {
  // These tools are written in Python, and each call takes a second.
  vi.setConfig({ testTimeout: 900_000, hookTimeout: 180_000 });
  describeWith(tools, name, body);
}

export const describeLongCloud = (name: string, tools: readonly CloudTool[], body: () => void): void =>
  describeLong('cloud', name, (title, now) => describeCloud(title, tools, now), body);
