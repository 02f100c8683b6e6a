/** Hostile values for every place. Rules generate them, so that no kind is missing. */
import { ADDRESSES } from './addresses.ts';
import { CODE_POINTS, DIGIT_ZEROS, LOOKALIKES } from './characters.ts';
import {
  DOCUMENTS,
  ESCAPES,
  JAVASCRIPT,
  LINE_ENDS,
  LINES,
  NUMBERS,
  OWN_WORDS,
  PATHS,
  SHELL,
  TERMINAL,
} from './payloads.ts';

/** Valid values that the rules spoil. */
const GOOD = [
  'seoul',
  '10.0.0.0/16',
  'vpn.example:51820',
  'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',
  '2027-01-31',
] as const;

const spoilt = (good: string, bad: string): string[] => {
  const middle = Math.floor(good.length / 2);
  return [bad + good, good.slice(0, middle) + bad + good.slice(middle), good + bad];
};

function withCharacters(): string[] {
  const points = Object.values(CODE_POINTS).flat();
  return points.flatMap((point, at) => {
    const bad = charOf(point);
    return [bad, ...spoilt(GOOD[0], bad), ...spoilt(GOOD[1 + (at % 4)] as string, bad)];
  });
}

/** Returns one UTF-16 unit for a surrogate, otherwise the whole character. */
const charOf = (point: number): string =>
  point >= 0xd800 && point <= 0xdfff ? String.fromCharCode(point) : String.fromCodePoint(point);

const withLines = (): string[] =>
  LINES.flatMap((line, at) =>
    LINE_ENDS.map((end, turn) => `${GOOD[(at + turn) % GOOD.length]}${end}${line}`).concat(
      `\n${line}\n`,
      line,
    ),
  );

const withLookalikes = (): string[] =>
  ['seoul', 'osaka', 'laptop', 'active', '10.0.0.0/16', 'wg0', 'netops'].flatMap((word) =>
    [...word].flatMap((letter, at) =>
      [...(LOOKALIKES[letter] ?? '')].map((other) => word.slice(0, at) + other + word.slice(at + 1)),
    ),
  );

const withDigits = (): string[] =>
  DIGIT_ZEROS.flatMap((zero) => {
    const one = String.fromCodePoint(zero + 1);
    return [`${one}0.0.0.0/16`, `10.0.0.0/${one}6`, one, `vpn.example:5182${one}`];
  });

/**
 * The limits of a field, of a path and of argv (131,072 bytes with its NUL: execve(2)), and the lengths next to them.
 */
const LENGTHS = [
  2, 15, 16, 44, 45, 62, 63, 64, 65, 128, 253, 254, 255, 256, 1000, 4096, 4097, 65_536, 131_000,
];

const long = (): string[] =>
  LENGTHS.flatMap((length) =>
    ['a', '-', '1', '.', 'a-', '10.', '\u0301', '\u001b'].map((unit) => repeated(unit, length)),
  );

/** Returns that many UTF-16 units, or fewer if argv could not carry their bytes. */
export const repeated = (unit: string, length: number): string => {
  const bytes = Buffer.byteLength(unit) / unit.length;
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, Math.floor(Math.min(length, 131_000 / bytes)));
};

const blank = (): string[] => [
  '',
  ' ',
  '  ',
  '\t',
  ' seoul',
  'seoul ',
  ' seoul ',
  '\tseoul',
  'seoul\t',
  'sé oul',
  ' \n ',
];

const dashed = (): string[] =>
  [
    '-',
    '--',
    '---',
    '-x',
    '--x',
    '-o',
    '-y',
    '-V',
    '-h',
    '-qy',
    '--yes',
    '--state',
    '--state=x',
    '--as',
    '--help',
  ].flatMap((flag) => [flag, `${flag} seoul`, `${flag}=seoul`, `${flag}\u001b[31m`]);

const cased = (): string[] => [
  'SEOUL',
  'Seoul',
  'seouL',
  'Active',
  'ACTIVE',
  'WG0',
  'AWS',
  'On',
  'TRUE',
  'JSON',
];

/** Returns every value once, in the same order in every run. */
export const hostileValues = (): readonly string[] => [
  ...new Set([
    ...OWN_WORDS,
    ...withCharacters(),
    ...withLines(),
    ...TERMINAL,
    ...SHELL,
    ...PATHS,
    ...ESCAPES,
    ...JAVASCRIPT,
    ...DOCUMENTS,
    ...NUMBERS,
    ...ADDRESSES,
    ...withLookalikes(),
    ...withDigits(),
    ...long(),
    ...blank(),
    ...dashed(),
    ...cased(),
  ]),
];

/** Returns whether a process can have the value as an argument or a variable. */
export const fitsArgv = (value: string): boolean => !value.includes('\0');
