import type { Item } from "./values.ts";

export interface TableIndex {
  readonly name: string;
  readonly hash: string;
  readonly range: string;
}

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** An item with what it is sorted by: the range key, then the item's own key. */
interface Row {
  readonly id: string;
  readonly range: string | number;
  readonly item: Item;
}

/** Items of one hash key, in the order of their range keys. */
class Partition {
  readonly #rows = new Map<string, Row>();
  readonly #sorted: Row[] = [];

  get(id: string): Item | undefined {
    return this.#rows.get(id)?.item;
  }

  put(row: Row): void {
    const known = this.#rows.get(row.id);
    const isInPlace = known?.range === row.range;
    if (known !== undefined && !isInPlace) this.delete(row.id);
    this.#sorted.splice(this.firstNotBefore(row), isInPlace ? 1 : 0, row);
    this.#rows.set(row.id, row);
  }

  delete(id: string): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.delete(id);
    this.#sorted.splice(this.firstNotBefore(row), 1);
  }

  get sorted(): readonly Row[] {
    return this.#sorted;
  }

  /** The position of the first row that does not come before the place. */
  firstNotBefore(place: Place): number {
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const row = this.#sorted[middle];
      if (row !== undefined && order(row, place) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

type Place = Pick<Row, "id" | "range">;

function order(one: Place, other: Place): number {
  if (one.range !== other.range) return one.range < other.range ? -1 : 1;
  return one.id === other.id ? 0 : one.id < other.id ? -1 : 1;
}

/** A table or one of its sparse indexes: items by hash key, each partition in order. */
export class Shelf {
  readonly #partitions = new Map<string, Partition>();

  get(hash: string, id: string): Item | undefined {
    return this.#partitions.get(hash)?.get(id);
  }

  put(hash: string, row: Row): void {
    const partition = this.#partitions.get(hash) ?? new Partition();
    this.#partitions.set(hash, partition);
    partition.put(row);
  }

  delete(hash: string, id: string): void {
    this.#partitions.get(hash)?.delete(id);
  }

  /** Those behind a place, in order forward or backward; to be gone through before anything is put. */
  *from(hash: string, start: Place | undefined, isForward: boolean): Generator<Item> {
    const partition = this.#partitions.get(hash);
    if (partition === undefined) return;
    const { sorted } = partition;
    const begin = isForward ? 0 : sorted.length - 1;
    const known = start === undefined ? undefined : partition.firstNotBefore(start);
    const first = known === undefined ? begin : isForward ? known : known - 1;
    for (let at = first; ; at += isForward ? 1 : -1) {
      const row = sorted[at];
      if (row === undefined) return;
      const isStart = start !== undefined && order(row, start) === 0;
      if (!isStart) yield row.item;
    }
  }

  /** Every item, by hash key in the order of first use. */
  all(): Item[] {
    return [...this.#partitions.keys()].flatMap((hash) => [...this.from(hash, undefined, true)]);
  }
}
