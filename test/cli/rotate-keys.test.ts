/** New keys in the plan, and what a deploy that fails leaves of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, sandboxIn, seoulAndOsaka } from '../support/sandbox.ts';
import { writeStandInSsh } from '../support/stand-ins/ssh.ts';
import { folderForTest } from '../support/temporary.ts';

let box: Sandbox;

beforeEach(async () => {
  box = sandboxIn(folderForTest());
  await seoulAndOsaka(box);
  await box.ok('peering create seoul osaka');
  await box.ok('client add seoul laptop');
  await box.ok('client config seoul laptop');
});

interface Keys {
  readonly gateways: readonly { name: string; publicKey: string; privateKey: string }[];
  readonly clients: readonly { publicKey: string; privateKey: string; presharedKey: string }[];
  readonly peerings: readonly { presharedKey: string }[];
}

const keys = async (): Promise<Keys> => JSON.parse(await box.ok('state export --with-secrets'));
const run = (line: string, env = {}) => box.run(line.split(' '), { env });

describe('In the plan only', () => {
  test('a gateway gets a new pair, and all that need it are named', async () => {
    const before = await keys();
    const { exit, stdout, stderr } = await run('gateway rotate-key seoul --plan-only --yes');
    expect(exit).toBe(0);
    const after = await keys();
    expect(after.gateways[1]?.publicKey).not.toBe(before.gateways[1]?.publicKey);
    expect(after.gateways[1]?.privateKey).not.toBe(before.gateways[1]?.privateKey);
    expect(after.gateways[0]).toEqual(before.gateways[0]);
    expect(after.peerings).toEqual(before.peerings);
    expect(stdout).toContain(`${before.gateways[1]?.publicKey} -> ${after.gateways[1]?.publicKey}`);
    for (const command of [
      'peerway gateway render seoul',
      'peerway gateway render osaka',
      'peerway client config seoul laptop',
    ])
      expect(stderr).toContain(`\`${command}\``);
    expect(await box.ok('client list')).toMatch(/laptop +seoul .* stale/);
    expect(await box.ok('gateway render osaka --format wg')).toContain(after.gateways[1]?.publicKey);
  });

  test('a peering gets a new preshared key, and nothing else changes', async () => {
    const before = await keys();
    expect((await run('peering rotate-psk seoul-osaka --plan-only --yes')).exit).toBe(0);
    const after = await keys();
    expect(after.peerings[0]?.presharedKey).not.toBe(before.peerings[0]?.presharedKey);
    expect(after.gateways).toEqual(before.gateways);
    const rendered = await box.ok('gateway render seoul --format wg');
    expect(rendered).toContain(after.peerings[0]?.presharedKey);
  });

  test('only clients with a configuration are named as cut off', async () => {
    await box.ok('client add seoul desk');
    const { stderr } = await run('gateway rotate-key seoul --plan-only --dry-run');
    expect(stderr).toContain('run `peerway client config seoul laptop`');
    expect(stderr).not.toContain('1 more');
    await box.ok('client delete seoul laptop --yes');
    expect((await run('gateway rotate-key seoul --plan-only --dry-run')).stderr).not.toContain('cut off');
  });

  test('a client gets new keys', async () => {
    const before = await keys();
    const { exit, stderr } = await run('client rotate-key seoul laptop --yes');
    expect(exit).toBe(0);
    const [[was], [is]] = [before.clients, (await keys()).clients];
    expect(is?.publicKey).not.toBe(was?.publicKey);
    expect(is?.privateKey).not.toBe(was?.privateKey);
    expect(is?.presharedKey).not.toBe(was?.presharedKey);
    expect(stderr).toContain('`peerway client config seoul laptop`');
    expect(stderr).toContain('`peerway gateway render seoul`');
  });

  test.each(['gateway rotate-key seoul', 'peering rotate-psk seoul-osaka'])(
    '%s --plan-only is previewed as a change of the plan',
    async (line) => {
      const { exit, stdout } = await run(`${line} --plan-only --dry-run`);
      expect([exit, stdout]).toEqual([0, expect.stringContaining('in the plan only')]);
      expect(stdout).not.toContain('deployed');
    },
  );

  test.each([
    'gateway rotate-key seoul --plan-only',
    'peering rotate-psk seoul-osaka --plan-only',
    'client rotate-key seoul laptop',
  ])('%s needs a confirmation', async (line) => {
    const before = box.bytes();
    const { exit, stderr } = await run(`${line} --no-input`);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect(box.bytes()).toBe(before);
  });

  test('a key that is not in the plan stays', async () => {
    const { publicKey } = (await keys()).gateways[1] ?? {};
    await box.ok('gateway update osaka --public-key hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=');
    const { exit, stderr } = await run('gateway rotate-key osaka --plan-only --yes');
    expect([exit, publicKey]).toEqual([3, expect.anything()]);
    expect(stderr).toContain('peerway gateway update osaka --public-key');
    const deployed = await run('gateway rotate-key osaka --yes');
    expect([deployed.exit, deployed.stderr]).toEqual([
      3,
      expect.stringContaining('osaka --public-key <key>`'),
    ]);
    expect(deployed.stderr).toContain('`peerway gateway update osaka --ssh');
    expect(deployed.stderr).not.toContain('--plan-only');
  });
});

describe('With a deploy', () => {
  test('gateways without an SSH target are named before anything changes', async () => {
    await box.ok('gateway update seoul --ssh root@seoul.example');
    const before = box.bytes();
    for (const [line, only] of [
      ['gateway rotate-key seoul', 'peerway gateway rotate-key seoul --plan-only'],
      ['peering rotate-psk seoul-osaka', 'peerway peering rotate-psk seoul-osaka --plan-only'],
    ] as const) {
      for (const how of ['--yes', '--dry-run']) {
        const { exit, stderr } = await run(`${line} ${how}`);
        expect(exit).toBe(3);
        expect(stderr).toContain('osaka has no SSH target');
        expect(stderr).toContain(`\`${only}\``);
      }
    }
    expect(box.bytes()).toBe(before);
  });

  describe.each(['gateway rotate-key seoul', 'peering rotate-psk seoul-osaka'])('%s', (line) => {
    const ssh = () => join(box.folder, 'ssh');
    beforeEach(async () => {
      for (const name of ['seoul', 'osaka'])
        await box.ok(`gateway update ${name} --ssh root@${name}.example --status active`);
    });

    test('keeps the new key once all gateways have it', async () => {
      writeStandInSsh(ssh());
      const before = await keys();
      const { exit, stderr } = await run(`${line} --yes`, { PEERWAY_SSH: ssh() });
      expect(stderr).not.toContain('rolled-back');
      expect(exit).toBe(0);
      expect(await keys()).not.toEqual(before);
    });

    test.each([
      ['cannot be reached', 'inspect'],
      ['refuses the change', 'stage'],
      ['cannot apply the change', 'apply'],
    ])('keeps the old key if a gateway %s', async (_, task) => {
      writeStandInSsh(ssh());
      const text = readFileSync(ssh(), 'utf8');
      const failing = `case "$*/$task" in *osaka*/${task}) echo @begun; echo '@error refused it is refused'; exit 0 ;; esac\n`;
      writeFileSync(ssh(), text.replace('sleep 0\n', `sleep 0\n${failing}`));
      const before = await keys();
      const { exit } = await run(`${line} --yes`, { PEERWAY_SSH: ssh() });
      expect(exit).toBe(6);
      expect({ ...(await keys()), revision: 0 }).toEqual({ ...before, revision: 0 });
    });
  });
});

describe('The age of keys', () => {
  /** Makes all keys older by a number of days. */
  async function age(days: number): Promise<void> {
    const document = await box.ok('state export --with-secrets');
    const older = document.replaceAll(
      /("(?:keyCreatedAt|createdAt)": ?")([^"]+)(")/g,
      (_, before: string, at: string, end: string) =>
        `${before}${new Date(Date.parse(at) - days * 86_400_000).toISOString()}${end}`,
    );
    writeFileSync(join(box.folder, 'older.json'), older, { mode: 0o600 });
    await box.ok(`state import ${join(box.folder, 'older.json')} --yes`);
  }

  const ages = async (noun: string): Promise<(number | null)[]> =>
    (JSON.parse(await box.ok(`${noun} list -o json`)) as { keyAge: number | null }[]).map(
      ({ keyAge }) => keyAge,
    );

  test('is in the lists, and starts again with a new key', async () => {
    await age(90);
    expect(await ages('gateway')).toEqual([90, 90]);
    expect(await ages('peering')).toEqual([90]);
    expect(await ages('client')).toEqual([90]);
    await box.ok('gateway rotate-key seoul --plan-only --yes');
    await box.ok('peering rotate-psk seoul-osaka --plan-only --yes');
    await box.ok('client rotate-key seoul laptop --yes');
    expect((await ages('gateway')).sort()).toEqual([0, 90]);
    expect(await ages('peering')).toEqual([0]);
    expect(await ages('client')).toEqual([0]);
    expect(await box.ok('gateway list')).toMatch(/KEY AGE\n.*90 d\n.*0 d/);
  });

  test.each([
    ['gateway', '2 keys are older than key-max-age (30d)', 'peerway gateway rotate-key osaka'],
    [
      'peering',
      'the preshared key of peering seoul-osaka is 90 days old',
      'peerway peering rotate-psk seoul-osaka',
    ],
    ['client', 'the key of client laptop of seoul is 90 days old', 'peerway client rotate-key seoul laptop'],
  ])('warns in %s list once it is beyond the setting', async (noun, text, command) => {
    await age(90);
    expect((await run(`${noun} list`)).stderr).not.toContain('key-max-age');
    await box.ok('config set key-max-age 30d');
    const { stderr } = await run(`${noun} list`);
    expect(stderr).toContain(text);
    expect(stderr).toContain(`\`${command}\``);
    await box.ok('config set key-max-age never');
    expect((await run(`${noun} list`)).stderr).not.toContain('key-max-age');
  });

  test.each(['30', '0d', '1.5d', '30 d', 'always', ''])('is not %j', async (value) => {
    const { exit, stderr } = await box.run(['config', 'set', 'key-max-age', value]);
    expect([exit, stderr]).toEqual([2, expect.stringContaining('90d, or never')]);
  });

  test('of a gateway that the plan did not date is unknown', async () => {
    const document = (await box.ok('state export --with-secrets')).replaceAll(
      /,\s*"keyCreatedAt": ?"[^"]+"/g,
      '',
    );
    writeFileSync(join(box.folder, 'undated.json'), document, { mode: 0o600 });
    await box.ok(`state import ${join(box.folder, 'undated.json')} --yes`);
    expect(await ages('gateway')).toEqual([null, null]);
    expect(await box.ok('gateway list')).toMatch(/ -\n/);
  });
});
