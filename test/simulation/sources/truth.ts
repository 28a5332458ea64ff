/** What a source has of one record: the truth that Muster must come to know. */
export interface TrueRecord {
  readonly object: "contact" | "company";
  readonly id: string;
  /** By attribute: the newest value (null: cleared) and when it was set. */
  readonly values: Map<string, { readonly value: Value; readonly at: number }>;
  /** By the company's id. */
  readonly companies: Map<string, { readonly at: number; readonly removed: boolean }>;
  readonly behaviours: Map<string, Happening>;
  state: "live" | "deleted" | "erased" | "merged";
  /** When anything of it last changed. */
  updatedAt: number;
  /** Ids of the records that were merged into it, and into these. */
  readonly absorbed: string[];
}

export type Value = string | number | null;

export interface Happening {
  readonly name: string;
  readonly at: number;
  readonly course: string;
}

export function newRecord(object: TrueRecord["object"], id: string): TrueRecord {
  return {
    object,
    id,
    values: new Map(),
    companies: new Map(),
    behaviours: new Map(),
    state: "live",
    updatedAt: 0,
    absorbed: [],
  };
}

/** Instants of one source: never the same twice. */
export class SourceClock {
  readonly #now: () => number;
  #last = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  next(): number {
    this.#last = Math.max(Math.floor(this.#now()), this.#last + 1);
    return this.#last;
  }
}
