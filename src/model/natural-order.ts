/** The order of names in lists, prompts and completion: numbers by their value, so g2 stands before g10. */

/** Compares two names: digits as numbers, everything else by its code units. */
export function compareNames(one: string, other: string): number {
  let [at, otherAt] = [0, 0];
  while (at < one.length && otherAt < other.length) {
    const [end, otherEnd] = [endOfDigits(one, at), endOfDigits(other, otherAt)];
    if (end > at && otherEnd > otherAt) {
      const order = compareNumbers(one.slice(at, end), other.slice(otherAt, otherEnd));
      if (order !== 0) return order;
      [at, otherAt] = [end, otherEnd];
    } else {
      const order = one.charCodeAt(at) - other.charCodeAt(otherAt);
      if (order !== 0) return order;
      [at, otherAt] = [at + 1, otherAt + 1];
    }
  }
  return one.length - at - (other.length - otherAt) || plainOrder(one, other);
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (isDigit(text.charCodeAt(end))) end++;
  return end;
}

const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

/** Compares digits of any length. */
function compareNumbers(one: string, other: string): number {
  const [bare, otherBare] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return bare.length - otherBare.length || plainOrder(bare, otherBare);
}

const plainOrder = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Returns the values sorted by name. */
export const inNaturalOrder = <Value extends { readonly name: string }>(values: Iterable<Value>): Value[] =>
  [...values].sort((one, other) => compareNames(one.name, other.name));
