/** Randomness that a line in the output lets anybody repeat: PEERWAY_SEED=<seed>. */
import { type Random, seeded } from '../support/random.ts';

const SEED = Number(process.env['PEERWAY_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
console.log(`PEERWAY_SEED=${SEED} repeats this`);

/** A source of its own for each purpose, so that one test alone sees what it sees among the others. */
export const randomFor = (purpose: string): Random =>
  seeded([...purpose].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, SEED));
