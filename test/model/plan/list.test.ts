import { describe, expect, test } from 'vitest';
import { type Cidr, readCidr } from '../../../src/model/address/cidr.ts';
import { type CidrList, listOf, readList } from '../../../src/model/plan/list.ts';
import { trials } from '../../support/random.ts';
import { anyNetwork, mutated } from '../networks.ts';

const read = (text: string) => readList(new TextEncoder().encode(text));

/** Returns the entries as `line: cidr name`. */
const shown = (list: CidrList): string[] =>
  Array.from({ length: list.size }, (_, entry) =>
    `${list.lineAt(entry)}: ${list.cidrAt(entry)} ${list.nameAt(entry)}`.trimEnd(),
  );

describe('readList', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['blank lines only', '\n \n\t\n\n', []],
    ['comments only', '# one\n  # 10.0.0.0/8\n#', []],
    ['a line without an end', '10.0.0.0/8', ['1: 10.0.0.0/8']],
    ['the shortest possible lines', '::/0\n::/0\n::/0', ['1: ::/0', '2: ::/0', '3: ::/0']],
    ['lines that end with LF', '10.0.0.0/8\n\nfd00::/8\n', ['1: 10.0.0.0/8', '3: fd00::/8']],
    ['lines that end with CRLF', '10.0.0.0/8\r\n\r\nfd00::/8 x\r\n', ['1: 10.0.0.0/8', '3: fd00::/8 x']],
    ['lines that end with CR', '10.0.0.0/8 a\r\rfd00::/8\r', ['1: 10.0.0.0/8 a', '3: fd00::/8']],
    ['a byte order mark', '\ufeff10.0.0.0/8', ['1: 10.0.0.0/8']],
    ['a byte order mark before a comment', '\ufeff# plan\n10.0.0.0/8', ['2: 10.0.0.0/8']],
    ['spaces and tabs around it', ' \t10.0.0.0/8 \t\n', ['1: 10.0.0.0/8']],
    ['names', '10.0.0.0/8 seoul\nfd00::/8\tosaka', ['1: 10.0.0.0/8 seoul', '2: fd00::/8 osaka']],
    ['names of several words', '10.0.0.0/8 \t the old  one \t \n', ['1: 10.0.0.0/8 the old  one']],
    ['names in any script', '10.0.0.0/8 서울 🗼', ['1: 10.0.0.0/8 서울 🗼']],
    ['names that are CIDRs', '10.0.0.0/8 10.0.0.5/8', ['1: 10.0.0.0/8 10.0.0.5/8']],
    ['names with control characters, unchanged', '10.0.0.0/8 \u001b[2J', ['1: 10.0.0.0/8 \u001b[2J']],
    ['names that start with a mark', '10.0.0.0/8 \ufeffx', ['1: 10.0.0.0/8 \ufeffx']],
    ['comments after a CIDR', '10.0.0.0/8#x\nfd00::/8 # y', ['1: 10.0.0.0/8', '2: fd00::/8']],
    ['any form of IPv6', 'FD00:0::/16\n64:ff9b::0.0.0.0/96 x', ['1: fd00::/16', '2: 64:ff9b::/96 x']],
    ['comments after a name', '10.0.0.0/8 a b # c # d', ['1: 10.0.0.0/8 a b']],
  ])('accepts %s', (_, text, entries) => {
    const { list, bad } = read(text);
    expect(shown(list)).toEqual(entries);
    expect([...bad]).toEqual([]);
  });

  test.each([
    ['10.0.0.5/16', 'did you mean 10.0.0.0/16?'],
    ['010.0.0.0/8', 'did you mean 10.0.0.0/8?'],
    ['10.1/16', 'did you mean 10.1.0.0/16?'],
    ['10.0.0.0/08', 'did you mean 10.0.0.0/8?'],
    ['FD00:0:0::1/8', 'did you mean fd00::/8?'],
    ['10.0.0.1', 'add the prefix length: 10.0.0.1/32 for one address'],
    ['fd00::1', 'add the prefix length: fd00::1/128 for one address'],
    ['10.0.0.0/33', expect.stringMatching(/^write the network address and its prefix length/)],
    ['10.0.0.0/8,seoul', expect.stringMatching(/^write the network address and its prefix length/)],
    ['::ffff:10.0.0.0/104', expect.stringMatching(/^write the network address and its prefix length/)],
    ['10.0.0.0/8\u00a0seoul', expect.stringMatching(/^write the network address and its prefix length/)],
    ['seoul', expect.stringMatching(/^write the network address and its prefix length/)],
  ])('rejects %j with a hint', (text, hint) => {
    const { list, bad } = read(`\n  ${text} name # comment`);
    expect([...bad]).toEqual([{ line: 2, text, hint }]);
    expect(list.size).toBe(0);
  });

  test('reports every invalid line and reads all others', () => {
    const lines = ['10.0.0.0/8 a', 'seoul 10.0.0.0/8', '', '10.0.0.1/8', '# x', 'fd00::/8 b', '10.0.0.0/ 8'];
    const { list, bad } = read(lines.join('\n'));
    expect([...bad].map(({ line, text }) => [line, text])).toEqual([
      [2, 'seoul'],
      [4, '10.0.0.1/8'],
      [7, '10.0.0.0/'],
    ]);
    expect(bad.size).toBe(3);
    expect(shown(list)).toEqual(['1: 10.0.0.0/8 a', '6: fd00::/8 b']);
  });

  test('leaves no trace of an invalid line in the next entry', () => {
    const { list } = read('fd00:1:2:3:4:5:6:7/64\n10.0.0.0/8\nfd00::1/64\n::/0');
    expect(shown(list)).toEqual(['2: 10.0.0.0/8', '4: ::/0']);
    expect([...list.columns.words.subarray(0, 8)]).toEqual([10 << 24, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('treats a byte order mark inside the file as text', () => {
    expect([...read('10.0.0.0/8\n\ufeff10.0.0.0/8').bad]).toMatchObject([
      { line: 2, text: '\ufeff10.0.0.0/8' },
    ]);
  });

  test('does not mistake three other bytes for a byte order mark', () => {
    const marked = (...mark: number[]) =>
      readList(Uint8Array.from([...mark, ...Buffer.from('::/0')])).bad.size;
    expect([marked(0xef, 0xbb, 0xbf), marked(0xef, 0xbb, 0xbe), marked(0xef, 0xba, 0xbf)]).toEqual([0, 1, 1]);
  });

  test('replaces bytes of a name that are not UTF-8', () => {
    const { list } = readList(Uint8Array.from([...Buffer.from('::/0 caf'), 0xe9]));
    expect(shown(list)).toEqual(['1: ::/0 caf\ufffd']);
  });

  test('reads only the start of a very long line', () => {
    const [line] = read('\u0000'.repeat(1_000_000)).bad;
    expect(line?.text).toBe('\u0000'.repeat(4096));
    expect(read(`::/0 ${'x'.repeat(1_000_000)}`).list.nameAt(0)).toBe('x'.repeat(4096));
  });

  test('reports a hundred thousand invalid lines', () => {
    const { bad } = read('10.0.0.1/8\n'.repeat(100_000));
    expect(bad.size).toBe(100_000);
    expect([...bad].at(-1)).toEqual({
      line: 100_000,
      text: '10.0.0.1/8',
      hint: 'did you mean 10.0.0.0/8?',
    });
  });

  test('accepts the same text as readCidr, and returns it unchanged', () => {
    let accepted = 0;
    trials(20_000, (random) => {
      const text = mutated(random, anyNetwork(random).text);
      const wanted = readCidr(text);
      const { list, bad } = read(text);
      expect(list.size, text).toBe(wanted === undefined ? 0 : 1);
      if (wanted !== undefined) expect(list.cidrAt(0)).toBe(wanted);
      else if (text !== '') expect([...bad]).toMatchObject([{ line: 1, text }]);
      accepted += list.size;
    });
    expect(accepted).toBeGreaterThan(2_000);
    expect(accepted).toBeLessThan(18_000);
  });

  test('reads any mixture of line ends, spaces, comments and entries', () => {
    trials(2_000, (random) => {
      const pieces = ['10.0.0.0/8', 'fd00::/8', ' ', '\t', '#', 'x', 'y z', '\n', '\r', '\r\n', '10.0.0.1/8'];
      const text = Array.from({ length: random.below(30) }, () => random.pick(pieces)).join('');
      const { list, bad } = read(text);
      const wanted = text.split(/\r\n|\r|\n/).flatMap((line, at) => {
        const [, cidr = '', name = ''] = /^[ \t]*([^ \t#]*)[ \t]*([^#]*)/.exec(line) ?? [];
        return cidr === '' ? [] : [{ line: at + 1, cidr, name: name.replace(/[ \t]+$/, '') }];
      });
      expect(shown(list)).toEqual(
        wanted
          .filter(({ cidr }) => readCidr(cidr) !== undefined)
          .map(({ line, cidr, name }) => `${line}: ${cidr} ${name}`.trimEnd()),
      );
      expect([...bad].map(({ line, text }) => [line, text])).toEqual(
        wanted.filter(({ cidr }) => readCidr(cidr) === undefined).map(({ line, cidr }) => [line, cidr]),
      );
    });
  });
});

describe('listOf', () => {
  test('returns the given networks and names', () => {
    const entries = [
      { cidr: '10.0.0.0/16' as Cidr, name: 'VPC seoul' },
      { cidr: 'fd00:1234::/48' as Cidr, name: '' },
    ];
    const list = listOf(entries);
    expect(entries.map((_, entry) => ({ cidr: list.cidrAt(entry), name: list.nameAt(entry) }))).toEqual(
      entries,
    );
    expect(list.size).toBe(2);
    expect(listOf([]).size).toBe(0);
  });

  test('has no line numbers', () => {
    expect(listOf([{ cidr: '10.0.0.0/16' as Cidr, name: '' }]).lineAt(0)).toBeUndefined();
  });

  test('stores a network in the same columns as a file does', () => {
    trials(1_000, (random) => {
      const { family, prefix, first, text } = anyNetwork(random);
      const { columns } = listOf([{ cidr: text as Cidr, name: '' }]);
      const bits = [...columns.words].reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
      expect([columns.families[0], columns.prefixes[0]]).toEqual([family, prefix]);
      expect(bits).toBe(family === 4 ? first << 96n : first);
      expect(read(text).list.columns.words.slice(0, 4)).toEqual(columns.words);
    });
  });

  test('throws for a CIDR that was not parsed', () => {
    expect(() => listOf([{ cidr: '10.0.0.5/16' as Cidr, name: '' }])).toThrow('not a CIDR: 10.0.0.5/16');
  });
});
