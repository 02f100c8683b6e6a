import type { Instant } from '../model/instant.ts';
import type { ProviderWords } from '../model/peering.ts';
import { providerText } from './explain.ts';

/** A provider's words, fit for a terminal; `none` when it shows no such peering. */
export const wordsAt = (
  at: Instant,
  said: { readonly code: string; readonly message: string } | undefined,
): ProviderWords =>
  said
    ? { code: said.code, message: providerText(said.message), at }
    : { code: 'none', message: 'The provider knows of no such peering', at };
