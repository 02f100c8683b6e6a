/** Objects in memory that only some time after their creation are visible to other calls, as in a cloud. */
export class Visibility {
  /** Milliseconds from the creation of an object until it is visible. */
  lag = 0;
  /** Chooses the objects that are hidden for that time. */
  isLate: (item: object) => boolean = () => true;
  /** True if commands do not find hidden objects by their ids either. */
  hidesIds = false;
  readonly #from = new WeakMap<object, number>();

  /** Notes new objects. */
  note(items: readonly object[]): void {
    for (const item of items)
      if (!this.#from.has(item)) this.#from.set(item, Date.now() + (this.isLate(item) ? this.lag : 0));
  }

  readonly isVisible = (item: object): boolean => (this.#from.get(item) ?? 0) <= Date.now();
}
