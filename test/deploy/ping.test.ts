/** Pings that the agent sends. */
import { writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { type ScratchHost, SHELLS, shellAt, testOnHost } from './scratch-host.ts';

describe.each(SHELLS)('In %s, a ping', (name) => {
  const shell = shellAt(name);

  const probe = async (host: ScratchHost, output: string): Promise<string> => {
    host.tool('ping', `printf '${output}'; exit 1`);
    writeFileSync(host.path('data/probes'), '10.99.1.1 10.99.2.1 1392\n');
    return host.run('probe');
  };

  testOnHost(shell, 'that sends nothing does not count as lost', async (host) => {
    const busybox = 'ping: invalid option -- M\\nBusyBox v1.35.0 multi-call binary.\\n';
    expect(await probe(host, busybox)).toMatch(/^@probes\n@error bad-ping .*install ping from iputils$/m);
    expect(await probe(host, 'ping: connect: Network is unreachable\\n')).toMatch(
      /^@error not-sent ping: connect: Network is unreachable$/m,
    );
  });

  testOnHost(shell, 'without a reply is lost', async (host) => {
    const output = 'PING\\n\\n3 packets transmitted, 0 received, 100%% packet loss, time 600ms\\n';
    expect(await probe(host, output)).toBe(
      '@probes\n10.99.1.1 10.99.2.1 16 lost -\n10.99.1.1 10.99.2.1 1392 lost -\n@end\n',
    );
  });

  testOnHost(shell, 'that fails at once is repeated after a second, until the timeout', async (host) => {
    host.tool('ping', 'exit 2');
    writeFileSync(host.path('data/required-peers'), 'key 10.99.2.1\n');
    await host.run('stage');
    await host.run('apply');
    const start = Date.now();
    expect(await host.run('verify')).toBe('@error no-handshake key\n');
    expect(Date.now() - start).toBeGreaterThan(2900);
    expect(host.calls().match(/^ping /gm)).toHaveLength(3);
  });

  testOnHost(shell, 'with a reply ends the wait', async (host) => {
    host.tool('ping', 'exit 0');
    writeFileSync(host.path('data/required-peers'), 'key 10.99.2.1\n');
    await host.run('stage');
    await host.run('apply');
    expect(await host.run('verify')).toBe('@verified\n');
    expect(host.calls().match(/^ping /gm)).toHaveLength(1);
  });
});
