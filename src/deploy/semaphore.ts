/** A counting semaphore: callers that ask for more permits than are free wait in line. */
export class Semaphore {
  readonly #queue: { readonly permits: number; readonly start: () => void }[] = [];
  readonly #capacity: number;
  #free: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#free = capacity;
  }

  /** Runs `work` while holding `permits`, capped at the capacity; releases them even if it throws. */
  async use<Result>(permits: number, work: () => Promise<Result>): Promise<Result> {
    const held = Math.min(permits, this.#capacity);
    await new Promise<void>((start) => {
      this.#queue.push({ permits: held, start });
      this.#startWaiting();
    });
    try {
      return await work();
    } finally {
      this.#free += held;
      this.#startWaiting();
    }
  }

  /** Starts callers strictly in order, so that one who needs many permits is not starved. */
  #startWaiting(): void {
    for (let [first] = this.#queue; first && first.permits <= this.#free; [first] = this.#queue) {
      this.#queue.shift();
      this.#free -= first.permits;
      first.start();
    }
  }
}
