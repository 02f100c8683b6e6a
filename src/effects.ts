/** Effects of the running command so far, for the error of an output that cannot be written. */

let hasChanged = false;

export const effects = {
  /** Records that the command has changed the state, a gateway or a provider. */
  record: (): void => {
    hasChanged = true;
  },
  /** Returns a hint about the command whose output is incomplete. */
  hint: (): string =>
    hasChanged
      ? 'the command itself succeeded; run `peerway log` to see its changes'
      : 'nothing was changed; check the disk, or write the output somewhere else',
} as const;
