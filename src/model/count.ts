/** Returns a count with its noun: `1 command`, `2 commands`. Pass the plural if it is not the noun with an `s`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
