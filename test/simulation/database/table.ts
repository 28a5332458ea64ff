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
  #sorted: readonly Row[] | undefined;

  get(id: string): Item | undefined {
    return this.#rows.get(id)?.item;
  }

  put(row: Row): void {
    this.#rows.set(row.id, row);
    this.#sorted = undefined;
  }

  delete(id: string): void {
    if (this.#rows.delete(id)) this.#sorted = undefined;
  }

  get sorted(): readonly Row[] {
    this.#sorted ??= [...this.#rows.values()].sort(order);
    return this.#sorted;
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

  /** Those behind a place, in order forward or backward. */
  from(hash: string, start: Place | undefined, isForward: boolean): Item[] {
    const rows = this.#partitions.get(hash)?.sorted ?? [];
    const isBehind = (row: Row): boolean =>
      start === undefined || (isForward ? order(row, start) > 0 : order(row, start) < 0);
    const items = rows.filter(isBehind).map(({ item }) => item);
    return isForward ? items : items.reverse();
  }

  /** Every item, by hash key in the order of first use. */
  all(): Item[] {
    return [...this.#partitions.keys()].flatMap((hash) => this.from(hash, undefined, true));
  }
}
