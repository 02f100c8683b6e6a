import { beforeAll, describe, expect, test } from 'vitest';
import { readCidr } from '../../src/model/address/cidr.ts';
import { asciiOf } from '../../src/model/address/ip.ts';
import { cidrHint } from '../../src/model/address/parse.ts';
import { allocateColumns, scanCidr } from '../../src/model/plan/columns.ts';
import { FULL, PATIENCE } from '../hostile/size.ts';
import { randomFor } from '../support/random.ts';
import { describeWith } from '../support/requirements.ts';
import { type Explained, PARSERS, type Parser, read } from './parsers.ts';
import { pythonAnswers, pythonReads } from './python.ts';
import { ip, textOf } from './texts.ts';

/** Cases of this run. */
const sized = (cases: number): number => (FULL ? cases : Math.max(500, Math.ceil(cases / 20)));

const textsOf = (kind: string, count: number): string[] => {
  const random = randomFor(kind);
  return Array.from({ length: count }, () => textOf(kind, random));
};

describeWith(['python3'], 'parsers against Python', () => {
  const counts = { cases: 0, accepted: 0 };
  const explained = new Map<Explained, number>();
  const asked = Object.entries(PARSERS).map(([kind, { cases }]) => ({
    kind,
    texts: textsOf(kind, sized(cases)),
  }));
  const answers = new Map<string, (string | undefined)[]>();

  beforeAll(async () => {
    const all = await pythonAnswers(
      asked.flatMap(({ kind, texts }) => texts.map((text) => ({ kind, text }))),
    );
    for (const { kind, texts } of asked) answers.set(kind, all.splice(0, texts.length));
  });

  test.each(Object.entries(PARSERS))(
    '%s is read alike',
    async (kind, parser: Parser) => {
      const { texts = [] } = asked.find((one) => one.kind === kind) ?? {};
      const theirs = answers.get(kind) ?? [];
      let accepted = 0;
      for (const [at, text] of texts.entries()) {
        const [our, their] = [read(parser, text), theirs[at]];
        if (our !== undefined) accepted++;
        if (our === their) continue;
        const why = parser.explained?.find(({ when }) => when(text, our));
        expect(why, `${JSON.stringify(text)}: ${our} here, ${their} there`).toBeDefined();
        if (why) explained.set(why, (explained.get(why) ?? 0) + 1);
      }
      // A comparison of nothing but refusals would prove little.
      expect(accepted).toBeGreaterThan(texts.length / 20);
      expect(accepted).toBeLessThan(texts.length);
      console.log(`${kind}: ${texts.length} cases, ${accepted} accepted`);
      counts.cases += texts.length;
      counts.accepted += accepted;
    },
    PATIENCE,
  );

  test('and differ in nothing that is not meant', () => {
    console.log(`parsers: ${counts.cases} cases, ${counts.accepted} accepted`);
    for (const [{ reason }, count] of explained) console.log(`explained: ${count} × ${reason}`);
    expect(counts.cases).toBeGreaterThan(FULL ? 100_000 : 5000);
  });

  test(
    'a hint names the network that Python says was meant',
    async () => {
      const random = randomFor('hints');
      const texts = Array.from({ length: sized(16_000) }, () => `${ip(random)}/${random.below(140)}`).filter(
        (text) => readCidr(text) === undefined,
      );
      const theirs = await pythonReads('near', texts);
      const both = texts
        .map((text, at) => ({ text, near: theirs[at] }))
        .filter(({ near }) => near !== undefined);
      for (const { text, near } of both) {
        if (text.includes('%') || near?.includes('::ffff:')) continue;
        expect(cidrHint(text), JSON.stringify(text)).toBe(`did you mean ${near}?`);
      }
      expect(both.length).toBeGreaterThan(50);
    },
    PATIENCE,
  );
});

describe('the two readers of CIDRs', () => {
  test('agree, so a file is read as an argument is', () => {
    for (const text of textsOf('cidr', sized(40_000))) {
      const columns = allocateColumns(1);
      const bytes = asciiOf(text);
      expect(scanCidr(bytes, 0, bytes.length, columns, 0), JSON.stringify(text)).toBe(
        readCidr(text) !== undefined,
      );
    }
  });
});
