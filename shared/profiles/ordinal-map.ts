/** Something by ordinal of a version, copied only when it changes. */
export class OrdinalMap<Value> {
  readonly #before: Readonly<Record<string, Value>>;
  #copy: Record<string, Value> | undefined;

  constructor(before: Readonly<Record<string, Value>>) {
    this.#before = before;
  }

  set(ordinal: number, value: Value | undefined): void {
    if ((this.#copy ?? this.#before)[ordinal] === value) return;
    this.#copy ??= { ...this.#before };
    if (value === undefined) delete this.#copy[ordinal];
    else this.#copy[ordinal] = value;
  }

  /** The very record it was made from, if nothing changed. */
  record(): Readonly<Record<string, Value>> {
    return this.#copy ?? this.#before;
  }
}
