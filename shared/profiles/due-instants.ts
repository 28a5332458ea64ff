type Dues = Readonly<Record<string, number>>;

/** Due instants by ordinal, copied only when they change. */
export class DueInstants {
  readonly #before: Dues;
  #copy: Record<string, number> | undefined;

  constructor(dues: Dues) {
    this.#before = dues;
  }

  set(ordinal: number, instant: number | undefined): void {
    if ((this.#copy ?? this.#before)[ordinal] === instant) return;
    this.#copy ??= { ...this.#before };
    if (instant === undefined) delete this.#copy[ordinal];
    else this.#copy[ordinal] = instant;
  }

  /** The very record it was made from, if nothing changed. */
  instants(): Dues {
    return this.#copy ?? this.#before;
  }
}
