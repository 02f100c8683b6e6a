/** `gateway status` while it looks, and while it is watched. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { environment } from '../support/environment.ts';
import { sandbox } from '../support/sandbox.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';

describe('gateway status', () => {
  const box = sandbox();
  const env = () => environment(box);

  beforeAll(async () => {
    env();
    writeStandInSsh(join(box.folder, 'path', 'ssh'), { latency: 0.5 });
    await box.ok('gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --ssh root@seoul.example');
  });

  /** Ends the process if it does not end by itself. */
  async function lasted(line: string, seconds: number): Promise<{ seconds: number; said: string }> {
    const began = performance.now();
    const child = spawn('timeout', ['--signal=KILL', String(seconds), 'bash', '-c', line], { env: env() });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        said += text;
      });
    await once(child, 'close');
    return { seconds: (performance.now() - began) / 1000, said };
  }

  test('ends with its reader when it is watched', async () => {
    const line = 'set -o pipefail; peerway gateway status seoul --watch --interval 1 2>/dev/null | head -n 1';
    const { seconds, said } = await lasted(line, 20);
    expect(said).toMatch(/^GATEWAY/);
    expect(seconds).toBeLessThan(15);
  });

  test('shows itself anew in the place of what was there', async () => {
    const terminal = open({ box, args: ['gateway', 'status', 'seoul', '--watch', '--interval', '1'] });
    await terminal.until('press Ctrl-C to stop');
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(terminal.screen().match(/^GATEWAY/gm)).toHaveLength(1);
    terminal.key('ctrl-c');
    expect([0, 130]).toContain(await terminal.exit);
    expect(terminal.cursorVisible()).toBe(true);
  });

  test('ends on a terminal that does not know its width', async () => {
    const line = `script -qec 'stty cols 0; peerway gateway status seoul' /dev/null </dev/null`;
    const { seconds, said } = await lasted(line, 20);
    expect(said).toMatch(/no-interface/);
    expect(said.length).toBeLessThan(5000);
    expect(seconds).toBeLessThan(15);
  });
});
