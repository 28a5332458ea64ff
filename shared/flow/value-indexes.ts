import { PredicateIndex } from "../segmentation/index/predicate-index.ts";
import type { RuleContext, SegmentationRecord } from "../segmentation/record.ts";
import type { FieldEntry } from "../storage/index-chunks.ts";

/** A record as it was and as it is; nobody was there before a profile came to life. */
export interface ValueChange {
  readonly before: SegmentationRecord | undefined;
  readonly after: SegmentationRecord;
  readonly now: number;
}

/** Which rules: those of one workspace and object, read against one state of declarations. */
export interface Rules {
  readonly key: string;
  readonly context: RuleContext;
}

interface Held {
  readonly index: PredicateIndex;
  readonly known: Set<number>;
}

/** Together, so many rules take some 100 MB. */
const mostHeld = 50_000;

/** Rules by the values they flip at, per workspace and object, filled as their chunks are read. */
export class ValueIndexes {
  readonly #held = new Map<string, Held>();

  /** Leaves out the rules whose truth hangs on values and does not turn. */
  concerned(
    of: Rules,
    entries: readonly FieldEntry[],
    fields: Iterable<string>,
    { before, after, now }: ValueChange,
  ): FieldEntry[] {
    const { index } = this.#filled(of, entries);
    const turned =
      before === undefined
        ? new Set(index.members(after, now))
        : turnedBy(index.flips({ before, after, changed: fields, now }));
    return entries.filter(({ byValue, ordinal }) => !byValue || turned.has(ordinal));
  }

  #filled({ key, context }: Rules, entries: readonly FieldEntry[]): Held {
    let held = this.#held.get(key);
    if (held === undefined) {
      held = { index: new PredicateIndex(context), known: new Set() };
      if (this.#size() > mostHeld) this.#held.clear();
      this.#held.set(key, held);
    }
    for (const { ordinal, byValue, rule } of entries) {
      if (!byValue || held.known.has(ordinal)) continue;
      held.index.add(ordinal, rule);
      held.known.add(ordinal);
    }
    return held;
  }

  #size(): number {
    let size = 0;
    for (const { known } of this.#held.values()) size += known.size;
    return size;
  }
}

function turnedBy({ entered, exited }: { entered: readonly number[]; exited: readonly number[] }) {
  return new Set([...entered, ...exited]);
}
