/** So much at a time: whoever wants more than is free waits for its turn. */
export class Slots {
  readonly #waiting: { readonly wanted: number; readonly go: () => void }[] = [];
  readonly #all: number;
  #free: number;

  constructor(all: number) {
    this.#all = all;
    this.#free = all;
  }

  /** Does something that takes so many of them; all of them, where it wants more than there are. */
  async hold<Result>(wanted: number, work: () => Promise<Result>): Promise<Result> {
    const taken = Math.min(wanted, this.#all);
    await new Promise<void>((go) => {
      this.#waiting.push({ wanted: taken, go });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#free += taken;
      this.#next();
    }
  }

  /** In the order of their coming, so that whoever wants many gets them. */
  #next(): void {
    for (let [first] = this.#waiting; first && first.wanted <= this.#free; [first] = this.#waiting) {
      this.#waiting.shift();
      this.#free -= first.wanted;
      first.go();
    }
  }
}
