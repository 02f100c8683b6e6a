import { specs } from './registry.ts';

/** The formats of all providers, each once. */
export const formatsOfAll = (): string[] => [...new Set(specs.all.flatMap(({ formats }) => formats))];
