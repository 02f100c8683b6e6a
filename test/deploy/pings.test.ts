/** What the agent makes of the pings that it sends. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ScratchHost, SHELLS, shellAt } from './host.ts';

describe.each(SHELLS)('In %s, a ping', (name) => {
  const shell = shellAt(name);

  const tried = (title: string, body: (host: ScratchHost) => Promise<void>): void =>
    test.skipIf(shell === undefined)(title, async () => {
      const host = new ScratchHost(shell as string);
      try {
        await body(host);
      } finally {
        await host.close();
      }
    });

  const probed = async (host: ScratchHost, said: string): Promise<string> => {
    host.tool('ping', `printf '${said}'; exit 1`);
    writeFileSync(host.path('data/probes'), '10.99.1.1 10.99.2.1 1392\n');
    return host.run('probe');
  };

  tried('that has sent nothing is not lost', async (host) => {
    const busybox = 'ping: invalid option -- M\\nBusyBox v1.35.0 multi-call binary.\\n';
    expect(await probed(host, busybox)).toMatch(/^@probes\n@error bad-ping .*install ping from iputils$/m);
    expect(await probed(host, 'ping: connect: Network is unreachable\\n')).toMatch(
      /^@error not-sent ping: connect: Network is unreachable$/m,
    );
  });

  tried('that nobody has answered is lost', async (host) => {
    const said = 'PING\\n\\n3 packets transmitted, 0 received, 100%% packet loss, time 600ms\\n';
    expect(await probed(host, said)).toBe(
      '@probes\n10.99.1.1 10.99.2.1 16 lost -\n10.99.1.1 10.99.2.1 1392 lost -\n@end\n',
    );
  });

  tried('that fails at once is sent again a second later, so many times', async (host) => {
    host.tool('ping', 'exit 2');
    writeFileSync(host.path('data/required-peers'), 'key 10.99.2.1\n');
    await host.run('stage');
    await host.run('apply');
    const start = Date.now();
    expect(await host.run('verify')).toBe('@error no-handshake key\n');
    expect(Date.now() - start).toBeGreaterThan(2900);
    expect(host.asked().match(/^ping /gm)).toHaveLength(3);
  });

  tried('that is answered ends the wait', async (host) => {
    host.tool('ping', 'exit 0');
    writeFileSync(host.path('data/required-peers'), 'key 10.99.2.1\n');
    await host.run('stage');
    await host.run('apply');
    expect(await host.run('verify')).toBe('@verified\n');
    expect(host.asked().match(/^ping /gm)).toHaveLength(1);
  });
});
