import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { canRun, missingPaths } from '../support/requirements.ts';
import { type Sandbox, sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { describeShells, type Ended, runLines, type Shell } from './shells.ts';

/** What no script should ever get to see. */
const TRACE = /^\s+at .+:\d+|node:internal|EPIPE|EBADF|Unhandled|This is a bug/m;

function ran(shell: Shell, lines: string, box: Sandbox): Ended {
  const ended = runLines(shell, lines, box);
  expect(ended.exit, lines).not.toBe('timeout');
  expect(ended.stderr, lines).not.toMatch(TRACE);
  expect(ended.stdout, lines).not.toMatch(TRACE);
  return ended;
}

async function peered(box: Sandbox): Promise<void> {
  await seoulAndOsaka(box);
  await box.ok('client add seoul laptop');
  await box.ok('client config seoul laptop');
  await box.ok('peering create seoul osaka');
  writeFileSync(join(box.folder, 'twice.txt'), '10.0.0.0/8 all\n10.1.0.0/16 lab\n');
}

const COUNT = `node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).length)'`;

describeShells(['xargs', 'flock', 'timeout', 'head', 'grep'], (shell) => {
  const box = sandbox();
  beforeAll(() => peered(box));
  const run = (lines: string): Ended => ran(shell, lines, box);

  test.each([
    ['peerway gateway list -o name | xargs -r -n1 peerway gateway show | grep -c "^ *public key"', '2\n'],
    ['peerway peering list --status rejected -o name | xargs -r -n1 peerway peering show', ''],
    [`peerway gateway list -o json | ${COUNT}`, '2\n'],
    ['peerway gateway list -o yaml | grep "name:"', '- name: osaka\n- name: seoul\n'],
    ['peerway vpc list -o name | while read -r vpc; do echo "<$vpc>"; done', '<osaka>\n<seoul>\n'],
    [
      'peerway gateway list --no-headers --columns name,status | while read -r name status_; do echo "$status_: $name"; done',
      'active: osaka\nactive: seoul\n',
    ],
    ['for name in $(peerway vpc list -o name); do echo "$name"; done', 'osaka\nseoul\n'],
    [
      'key=$(peerway gateway show seoul -o json | grep publicKey); echo "$key"',
      /^ *"publicKey": "\S{44}",\n$/,
    ],
    ['cat twice.txt | peerway plan check --file - -o json || echo "exit $?"', /^\{"outer".*\}\nexit 8\n$/],
    ['peerway gateway show nowhere | cat >seen || :; wc -c <seen | tr -d " "', '0\n'],
  ] as const)('%s', (lines, expected) => {
    const { stdout } = run(lines);
    if (typeof expected === 'string') expect(stdout).toBe(expected);
    else expect(stdout).toMatch(expected);
  });

  const LOCKED = 'exec 9>>"$PEERWAY_STATE/lock"; flock 9';
  const CLASSES: readonly (readonly [number, string, string])[] = [
    [0, ':', 'peerway peering list'],
    [2, ':', 'peerway peering list --no-such-flag'],
    [2, ':', 'peerway peering delete seoul-osaka'],
    [8, ':', 'peerway plan check --file twice.txt'],
    [3, ':', 'peerway peering create seoul seoul --yes'],
    [4, ':', 'peerway peering show nowhere'],
    [5, ':', 'peerway vpc add seoul --cidr 10.9.0.0/16'],
    [130, LOCKED, 'timeout --preserve-status -s INT 0.5 peerway vpc add late --cidr 10.9.0.0/16'],
  ];

  test.each(CLASSES)(
    'exit %i after `%s; %s`, as a status, in a condition and of the script',
    (exit, first, line) => {
      const before = box.bytes();
      expect(run(`${first}; is=0; ${line} >out 2>err || is=$?; echo "$is"`).stdout).toBe(`${exit}\n`);
      const branches = `${first}; if ${line} >out 2>err; then echo yes; else echo "no $?"; fi`;
      expect(run(branches).stdout).toBe(exit === 0 ? 'yes\n' : `no ${exit}\n`);
      expect(run(`${first}; ${line}; echo reached`).exit).toBe(exit);
      expect(box.bytes()).toBe(before);
    },
  );

  test('a deletion needs --yes, whatever stdin would answer', () => {
    const before = box.bytes();
    for (const line of ['yes | peerway gateway delete osaka', 'peerway gateway delete osaka </dev/null']) {
      const { exit, stdout, stderr } = run(line);
      expect([exit, stdout, stderr]).toEqual([
        2,
        '',
        expect.stringMatching(/--yes is required when not running interactively/),
      ]);
    }
    expect(box.bytes()).toBe(before);
  });

  test('a reader that has seen enough is no trouble', () => {
    const long = `node -e 'for (let n = 0; n < 4000; n++) console.log("10.0.0.0/24")' >many.txt`;
    const { stdout, stderr } = run(
      `${long}; peerway plan check --file many.txt --limit 100000 -o json 2>err | head -n1 || :; cat err >&2`,
    );
    expect(stdout).toMatch(/^\{"outer".*\}\n$/);
    expect(stderr).toMatch(/^(warning: \d+ overlapping pairs among 4000 networks\n)?/);
    expect(run('peerway peering list | true || :').stderr).toBe('');
  });
});

const COMMANDS: readonly (readonly [string, number])[] = [
  ['peerway', 0],
  ['peerway --version', 0],
  ['peerway gateway list', 0],
  ['peerway gateway list -o json', 0],
  ['peerway gateway render seoul', 0],
  ['peerway gateway render seoul --out rendered', 0],
  ['peerway plan check --file -', 0],
  ['peerway gateway delete osaka', 2],
  ['peerway state import - --yes', 2],
  ['peerway gateway show nowhere -o json', 4],
];

describe('streams that are not there', () => {
  const box = sandbox();
  const sh: Shell = { program: 'sh', flags: [] };
  beforeAll(() => peered(box));

  test.each(COMMANDS)('%s ends with %i without a trace', (command, expected) => {
    const before = box.bytes();
    for (const streams of ['<&-', '>&-', '2>&-', '<&- >&- 2>&-', '</dev/null', '2>/dev/null'])
      expect(ran(sh, `${command} ${streams}`, box).exit, streams).toBe(expected);
    expect(box.bytes()).toBe(before);
  });

  test('a change is made although nobody can be told', async () => {
    for (const [at, streams] of ['>&-', '2>&-', '<&- >&- 2>&-'].entries())
      expect(ran(sh, `peerway vpc add new-${at} --cidr 10.1${at}.0.0/16 ${streams}`, box).exit).toBe(0);
    expect(await box.ok('vpc list -o name')).toBe('new-0\nnew-1\nnew-2\nosaka\nseoul\n');
  });

  const hasFull = canRun('a full disk', missingPaths(['/dev/full']));
  test.skipIf(!hasFull)(
    'a full disk behind stdout is told, and behind stderr changes nothing',
    () => {
      for (const [command, exit] of COMMANDS) {
        // A list of no overlaps prints nothing, and so nothing is lost.
        const lost = exit === 0 && !command.includes('plan check');
        const { exit: is, stderr } = ran(sh, `${command} >/dev/full`, box);
        expect(is, command).toBe(lost ? 7 : exit);
        if (lost) expect(stderr).toMatch(/^error: not all of the output could be written \(ENOSPC\)\n/);
        expect(ran(sh, `${command} 2>/dev/full`, box).exit, command).toBe(exit);
        expect(ran(sh, `${command} >/dev/full 2>&1`, box).exit, command).toBe(lost ? 7 : exit);
      }
    },
    60_000,
  );
});
