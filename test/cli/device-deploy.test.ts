/** Deploys in which one side is a device that peerway does not deploy to. */
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandboxIn } from '../support/sandbox.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { folderForTest } from '../support/temporary.ts';

let box: Sandbox;
const run = (line: string) => box.run(line.split(' '), { env: { PEERWAY_SSH: join(box.folder, 'ssh') } });

const TO_DO = 'to configure osaka (VyOS 1.4) by hand, run `peerway gateway render osaka --out ./osaka`';

beforeEach(async () => {
  box = sandboxIn(folderForTest());
  writeStandInSsh(join(box.folder, 'ssh'));
  await box.ok(
    'gateway create seoul --cidr 10.0.0.0/16 --endpoint 203.0.113.1 --ssh root@seoul.example --status active',
  );
  await box.ok('gateway create osaka --cidr 172.31.0.0/16 --endpoint 203.0.113.2 --device vyos');
});

describe('A device', () => {
  test('peering create --deploy deploys the Linux side, and says how to configure the other', async () => {
    const { exit, stdout, stderr } = await run('peering create seoul osaka --deploy --yes');
    expect(exit, stderr).toBe(0);
    expect(stdout).toMatch(/^seoul +confirmed/m);
    expect(stdout).not.toMatch(/^osaka/m);
    expect(stderr).toContain(TO_DO);
  });

  test('gateway deploy --peering and --all do the same', async () => {
    await box.ok('peering create seoul osaka');
    const peering = await run('gateway deploy --peering seoul-osaka --yes');
    expect([peering.exit, peering.stderr]).toEqual([0, expect.stringContaining(TO_DO)]);
    const all = await run('gateway deploy --all --yes');
    expect(all.exit).toBe(0);
    expect(all.stderr).toContain(
      'skipped because peerway does not deploy to their devices: osaka (VyOS 1.4)',
    );
    expect((await run('gateway status --all')).stderr).toContain('osaka (VyOS 1.4)');
  });

  test('verify probes the peering from the Linux side', async () => {
    await box.ok('peering create seoul osaka');
    const { stdout } = await run('peering verify seoul-osaka');
    expect(stdout).toMatch(/^seoul +osaka .* ok/m);
    expect(stdout).not.toMatch(/^osaka/m);
  });

  test('two devices are configured by hand, both', async () => {
    await box.ok('gateway create kobe --cidr 172.30.0.0/16 --endpoint 203.0.113.3 --device routeros');
    const { exit, stderr } = await run('peering create kobe osaka --deploy --yes');
    expect([exit, stderr]).toEqual([3, expect.stringContaining('peerway gateway render kobe')]);
    expect(await box.ok('peering list -o name')).toBe('');
  });

  test.each(['peering rotate-psk seoul-osaka', 'gateway rotate-key osaka', 'gateway rotate-key seoul'])(
    '%s is only planned, then deployed to the Linux side',
    async (line) => {
      await run('peering create seoul osaka --deploy --yes');
      const { exit, stderr } = await run(`${line} --yes`);
      expect([exit, stderr]).toEqual([3, expect.stringContaining(`\`peerway ${line} --plan-only\``)]);
      expect(stderr).toContain('osaka (VyOS 1.4)');
      await box.ok(`${line} --plan-only --yes`);
      expect((await run('gateway deploy seoul --yes')).exit).toBe(0);
    },
  );
});
