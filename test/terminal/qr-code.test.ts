/** QR codes of clients, as a phone sees them on a screen. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { describeWith, pathOf } from '../support/requirements.ts';
import { sandbox, seoulAndOsaka } from '../support/sandbox.ts';
import { open } from '../support/terminal/pseudo-terminal.ts';
import type { Cell } from '../support/terminal/screen.ts';

const box = sandbox();
beforeAll(async () => {
  await seoulAndOsaka(box);
  await box.ok('client add seoul laptop --dns 10.0.0.2');
});

/** Brightness of the terminal's own text and background. */
const SCHEMES = { dark: { text: 230, background: 20 }, light: { text: 25, background: 250 } } as const;

/** Pixels of a cell. */
const [WIDTH, HEIGHT] = [8, 16];

/** The brightness of the two colors of a code in the 256-color palette. */
const PALETTE: Readonly<Record<number, number>> = { 16: 0, 231: 255 };

/** A picture of the terminal as a graymap (PGM), drawn cell by cell. */
function picture(
  cells: readonly (readonly Cell[])[],
  scheme: (typeof SCHEMES)[keyof typeof SCHEMES],
): Buffer {
  const shade = (color: number | undefined, own: number): number =>
    color === undefined ? own : (PALETTE[color] ?? Number.NaN);
  const columns = cells[0]?.length ?? 0;
  const pixels = Buffer.alloc(columns * WIDTH * cells.length * HEIGHT);
  for (const [row, line] of cells.entries())
    for (const [column, { text, color, background }] of line.entries()) {
      const [ink, paper] = [shade(color, scheme.text), shade(background, scheme.background)];
      const upper = text === '▀' || text === '█' ? ink : paper;
      const lower = text === '▄' || text === '█' ? ink : paper;
      for (let y = 0; y < HEIGHT; y++)
        pixels.fill(
          y < HEIGHT / 2 ? upper : lower,
          (row * HEIGHT + y) * columns * WIDTH + column * WIDTH,
          (row * HEIGHT + y) * columns * WIDTH + (column + 1) * WIDTH,
        );
    }
  return Buffer.concat([Buffer.from(`P5 ${columns * WIDTH} ${cells.length * HEIGHT} 255\n`), pixels]);
}

const scanned = (path: string): string =>
  execFileSync(pathOf('zbarimg') as string, ['--raw', '-q', path], { encoding: 'utf8' }).replace(/\n$/, '');

const config = (): Promise<string> => box.ok('client config seoul laptop');

/** The shell waits for a key: a terminal may lose what a program prints right before its end. */
const show = (env: Record<string, string>, columns: number) =>
  open({
    box,
    command: 'sh',
    args: ['-c', 'peerway client config seoul laptop --qr && echo complete && read _'],
    columns,
    rows: 60,
    env,
  });

describeWith(['zbarimg'], 'QR codes', () => {
  describe.each([
    ['UTF-8', { LC_ALL: 'C.UTF-8' }, 100],
    ['ASCII', { LC_ALL: 'C' }, 160],
    ['UTF-8 without colors for text', { LC_ALL: 'C.UTF-8', NO_COLOR: '1' }, 100],
  ] as [string, Record<string, string>, number][])('in a terminal with %s', (name, env, columns) => {
    test.each(Object.entries(SCHEMES))('scan if it is %s', async (scheme, shades) => {
      const terminal = show(env, columns);
      await terminal.until('complete');
      mkdirSync(join(box.folder, 'pictures'), { recursive: true });
      const path = join(box.folder, 'pictures', `${name.replaceAll(' ', '-')}-${scheme}.pgm`);
      writeFileSync(path, picture(terminal.cells(), shades));
      terminal.key('enter');
      expect(await terminal.exit).toBe(0);
      expect(scanned(path)).toBe(await config());
    });
  });

  test('scan as a picture, which only its owner can read', async () => {
    expect(await box.ok('client config seoul laptop --qr-png laptop.png')).toBe('wrote laptop.png\n');
    const path = join(box.folder, 'laptop.png');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(scanned(path)).toBe(await config());
  });
});

test('A terminal that is too narrow gets no code, and the client has no configuration yet', async () => {
  await box.ok('client add seoul phone');
  const terminal = open({ box, args: ['client', 'config', 'seoul', 'phone', '--qr'], columns: 40, rows: 30 });
  expect(await terminal.exit).toBe(3);
  // The terminal breaks long lines.
  const text = terminal.all().replaceAll(/\s/g, '');
  expect(text).toMatch(/TheQRcodeneeds\d+columns,buttheterminalhasonly40/);
  expect(text).toContain('`peerwayclientconfigseoulphone--qr-pngphone.png`');
  expect(JSON.parse(await box.ok('client show seoul phone -o json')).config).toBe('never-issued');
});

test('A picture that cannot be written leaves the client without a configuration', async () => {
  await box.ok('client add seoul tablet');
  const { exit, stderr } = await box.run(['client', 'config', 'seoul', 'tablet', '--qr-png', '/']);
  expect([exit, stderr]).toEqual([5, expect.not.stringContaining('--out')]);
  expect(JSON.parse(await box.ok('client show seoul tablet -o json')).config).toBe('never-issued');
});

test('A picture goes into a folder that exists', async () => {
  await box.ok('client add seoul camera');
  const line = ['client', 'config', 'seoul', 'camera', '--qr-png', 'new/folder/camera.png'];
  const { exit, stderr } = await box.run(line);
  expect([exit, stderr]).toEqual([5, expect.stringContaining('There is no folder new/folder\n')]);
  expect(stderr).toContain('`mkdir -p new/folder`');
  expect(existsSync(join(box.folder, 'new'))).toBe(false);
  expect(JSON.parse(await box.ok('client show seoul camera -o json')).config).toBe('never-issued');
  expect(await box.ok('client config seoul camera --qr-png camera.png')).toBe('wrote camera.png\n');
});

test('A configuration that is too long for a QR code is rejected', async () => {
  const cidrs = Array.from({ length: 250 }, (_, at) => `10.${100 + (at % 100)}.${at}.0/24`);
  await box.ok(`vpc update seoul --add-cidr ${cidrs.join(',')}`);
  const { exit, stderr } = await box.run(['client', 'config', 'seoul', 'laptop', '--qr']);
  expect([exit, stderr]).toEqual([3, expect.stringMatching(/more than a QR code can hold/)]);
});
