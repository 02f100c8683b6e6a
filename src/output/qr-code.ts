/** QR codes for terminals of any color, and as pictures. */
import { deflateSync } from 'node:zlib';

/** Rows of modules: true is dark. */
export type Modules = readonly (readonly boolean[])[];

/** Fixed colors of the 256-color palette: terminal themes change only the first 16. */
const [DARK, LIGHT] = ['16', '231'];
const RESET = '\x1b[0m';

/**
 * Returns the code with two modules in a character, one above the other, in colors of its own: on a dark terminal, a
 * code in the terminal's colors would be inverted for one half of all scanners, and on a light one for the other half.
 */
export function coloredBlocks(modules: Modules): string {
  return rowPairs(modules)
    .map(([top, bottom]) => {
      const cells = top.map((isDark, at) => {
        const [upper, lower] = [isDark ? DARK : LIGHT, bottom[at] ? DARK : LIGHT];
        return `\x1b[38;5;${upper};48;5;${lower}m▀`;
      });
      return `${cells.join('')}${RESET}\n`;
    })
    .join('');
}

/** Returns the code with a module in two blanks, for terminals without UTF-8. */
export const coloredBlanks = (modules: Modules): string =>
  modules
    .map((row) => `${row.map((isDark) => `\x1b[48;5;${isDark ? DARK : LIGHT}m  `).join('')}${RESET}\n`)
    .join('');

const BLOCKS = ['█', '▀', '▄', ' '] as const;

/** Returns the code without colors: light modules are blocks, as a dark terminal shows them. */
export const plainBlocks = (modules: Modules): string =>
  rowPairs(modules)
    .map(
      ([top, bottom]) =>
        `${top.map((isDark, at) => BLOCKS[(isDark ? 2 : 0) + (bottom[at] ? 1 : 0)]).join('')}\n`,
    )
    .join('');

/** Returns the code in ASCII without colors, with a module in two characters. */
export const plainAscii = (modules: Modules): string =>
  modules.map((row) => `${row.map((isDark) => (isDark ? '  ' : '##')).join('')}\n`).join('');

/** Returns the rows in pairs; a light row completes the last pair. */
function rowPairs(modules: Modules): (readonly [readonly boolean[], readonly boolean[]])[] {
  const light = modules[0]?.map(() => false) ?? [];
  return modules.flatMap((row, at) => (at % 2 === 0 ? [[row, modules[at + 1] ?? light] as const] : []));
}

/** Pixels of a module in a picture. */
const SCALE = 8;

/** Returns the code as a PNG picture: one bit a pixel, grayscale (PNG specification, ISO/IEC 15948). */
export function png(modules: Modules): Uint8Array {
  const size = modules.length * SCALE;
  const rows = modules.flatMap((row) => {
    const bytes = new Uint8Array(1 + Math.ceil(size / 8));
    // The first byte is the filter of the row: none. A light pixel is a set bit, and a module fills a byte.
    for (const [at, isDark] of row.entries()) bytes[1 + at] = isDark ? 0x00 : 0xff;
    return Array.from({ length: SCALE }, () => bytes);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(checksum(body), body.length + 4);
  return whole;
}

/** CRC-32 of IEEE 802.3, as PNG uses it. */
function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
