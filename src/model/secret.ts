/**
 * A key or passphrase that cannot be printed by accident: as a string, in JSON and in `util.inspect` it is
 * `[redacted]`. Only `reveal` returns its text, so searching for calls of it finds every use of a secret.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  /** The output of `console.log` and `util.inspect`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[redacted]';
  }
}
