/** The map of the source is true: its paths exist, and its table is the one that lint enforces. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseMarkdown } from '../../src/help/markdown.ts';

const SRC = fileURLToPath(new URL('../../src/', import.meta.url));
const MAP = readFileSync(`${SRC}README.md`, 'utf8');

const folders = readdirSync(SRC, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

interface Override {
  readonly includes: readonly string[];
  readonly linter: {
    readonly rules: {
      readonly style?: {
        readonly noRestrictedImports?: { readonly options: { readonly patterns: readonly Pattern[] } };
      };
    };
  };
}
interface Pattern {
  readonly group: readonly string[];
}

/** Returns the other folders that lint lets a folder import. */
function allowedBy(overrides: readonly Override[], folder: string): string[] {
  const own = overrides.find(({ includes }) => includes.includes(`src/${folder}/**`));
  const patterns = own?.linter.rules.style?.noRestrictedImports?.options.patterns ?? [];
  const denied = patterns.flatMap(({ group }) => group);
  return folders.filter((other) => other !== folder && !denied.includes(`**/${other}/**`));
}

const namesIn = (cell: string): string[] => [...cell.matchAll(/`([a-z]+)\/`/g)].map(([, name = '']) => name);

test('its table of folders is complete, and lint enforces it', () => {
  const { overrides } = JSON.parse(readFileSync(`${SRC}../.biome.json`, 'utf8')) as { overrides: Override[] };
  const rooms = parseMarkdown(MAP).flatMap((block) =>
    block.kind === 'table' && block.header[0] === 'folder' ? block.rows : [],
  );
  expect(rooms.map(([folder = '']) => namesIn(folder)[0]).sort()).toEqual(folders.sort());
  for (const [folder = '', , imports = ''] of rooms) {
    const [name = ''] = namesIn(folder);
    expect({ [name]: namesIn(imports).sort() }).toEqual({ [name]: allowedBy(overrides, name).sort() });
  }
});

test('its paths exist', () => {
  const paths = [...MAP.matchAll(/`((?:\.\.\/)?[\w.-]+\/[\w./-]*)`/g)].map(([, path = '']) => path);
  expect(paths.length).toBeGreaterThan(20);
  for (const path of paths) expect(existsSync(SRC + path), path).toBe(true);
});
