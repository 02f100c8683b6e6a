import type { Instant } from '../model/instant.ts';
import type { ProviderWords } from '../model/peering.ts';
import { visible } from '../visible.ts';

/** A provider's words, fit for a terminal; `none` when it shows no such peering. */
export const wordsAt = (
  at: Instant,
  said: { readonly code: string; readonly message: string } | undefined,
): ProviderWords =>
  said
    ? { code: said.code, message: visible(said.message, 300), at }
    : { code: 'none', message: 'The provider knows of no such peering', at };
