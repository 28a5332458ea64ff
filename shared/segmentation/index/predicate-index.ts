import { zoneReading } from "../evaluate/zone-reading.ts";
import type { RuleContext, SegmentationRecord } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import { fieldGroup } from "./field-group.ts";
import { FlipWalk } from "./flip-walk.ts";
import { formulaOf } from "./formula.ts";
import { theseCodes } from "./literal.ts";
import { DueSearch } from "./next-due.ts";
import { Postings } from "./postings.ts";
import { programOf } from "./program.ts";
import { ProgramStore } from "./program-store.ts";
import { asInterval, CodeSets, codesAt } from "./reach-words.ts";
import { LiteralReader } from "./read-literal.ts";
import { RecordValues } from "./record-values.ts";
import { occurrencesOf } from "./sensitivity.ts";
import type { Slot } from "./slot.ts";
import { SlotTable } from "./slot-table.ts";

/** What a change turns; each segment at most once, in no order. */
export interface Flips {
  readonly entered: readonly number[];
  readonly exited: readonly number[];
}

/** One state of a record becomes another. */
export interface RecordChange {
  readonly before: SegmentationRecord;
  readonly after: SegmentationRecord;
  /** Every field, in the names of `fields.ts`, in which they differ; more do no harm. */
  readonly changed: Iterable<string>;
  /** In milliseconds since the epoch; `since` is when `before` was judged, if not now. */
  readonly now: number;
  readonly since?: number;
  /** The rules that `before` was true for, if that is stored; see `memberBits`. */
  readonly members?: Uint32Array;
}

/**
 * Rules by the values at which their conditions flip: a change is answered at the cost of
 * what it flips, whatever the number of rules. Rules are known by a small whole number.
 */
export class PredicateIndex {
  readonly #slots: SlotTable;
  readonly #reader: LiteralReader;
  readonly #sets = new CodeSets();
  readonly #programs = new ProgramStore(this.#sets);
  readonly #postings = new Postings(this.#sets);
  readonly #after: RecordValues;
  readonly #before: RecordValues;
  readonly #walk: FlipWalk;
  readonly #dues: DueSearch;
  /** Of one call; empty between them. */
  readonly #touched: Slot[] = [];

  /** @throws RangeError where the zone is unknown. */
  constructor(context: RuleContext) {
    const { instantOf } = zoneReading(context.zone);
    this.#slots = new SlotTable(context);
    this.#reader = new LiteralReader(context, this.#slots);
    this.#after = new RecordValues(this.#slots.slots, instantOf);
    this.#before = new RecordValues(this.#slots.slots, instantOf, this.#after);
    this.#dues = new DueSearch(this.#slots.slots, this.#postings, this.#sets, this.#after);
    this.#walk = new FlipWalk(
      this.#postings,
      this.#programs,
      this.#sets,
      this.#before,
      this.#after,
    );
  }

  /** Adds a rule that `parseRule` accepted, or replaces the one of the same number. */
  add(segment: number, rule: RuleGroup): void {
    this.remove(segment);
    const formula = formulaOf(rule, (condition, whereFalse) =>
      this.#reader.read(condition, whereFalse),
    );
    const holds = formula.kind === "constant" && formula.holds;
    this.#programs.put(segment, programOf(formula), holds);
    for (const occurrence of occurrencesOf(formula)) this.#postings.add(segment, occurrence);
  }

  /** Does nothing where the rule is not there. */
  remove(segment: number): void {
    for (const [test, { words, numbers }] of this.#programs.literals(segment)) {
      const slot = this.#slots.slots[test.slot];
      if (slot === undefined) continue;
      const low = numbers[test.reachAt >> 1] ?? 0;
      const high = numbers[(test.reachAt >> 1) + 1] ?? 0;
      const reach =
        test.kind === asInterval
          ? ({ kind: "interval", low, high } as const)
          : theseCodes(codesAt(test.kind, words, test.reachAt, this.#sets));
      this.#postings.remove(segment, { slot, reach, holdsIn: test.holdsIn });
    }
    this.#programs.remove(segment);
  }

  /** The rules that turn true or stop being true. */
  flips({ before, after, changed, now, since = now, members }: RecordChange): Flips {
    this.#after.begin(after, now);
    this.#before.begin(before, since);
    let lone: string | undefined;
    let alone = since === now;
    for (const field of changed) {
      if (!this.#touchField(field)) continue;
      alone &&= lone === undefined || fieldGroup(lone) === fieldGroup(field);
      lone = field;
    }
    if (since !== now) this.#touch(this.#slots.timed);
    this.#walk.begin(alone, members);
    for (const slot of this.#touched) this.#walk.visit(slot);
    for (const { number } of this.#touched) this.#before.agrees(number);
    this.#touched.length = 0;
    this.#before.end();
    this.#after.end();
    const { entered, exited } = this.#walk;
    return { entered, exited };
  }

  /** @returns whether some slot may read the field. */
  #touchField(field: string): boolean {
    const slots = this.#slots.touchedBy(field);
    this.#touch(slots);
    const pieces = this.#slots.piecesIn(field);
    for (const each of pieces) {
      const { attribute } = each;
      this.#touch(
        each.differing(this.#before.attribute(attribute), this.#after.attribute(attribute)),
      );
    }
    return slots.length > 0 || pieces.length > 0;
  }

  /** Notes slots to visit, each once. */
  #touch(slots: Iterable<Slot>): void {
    for (const slot of slots) if (this.#before.differs(slot.number)) this.#touched.push(slot);
  }

  /**
   * The first instant after `now` at which time alone flips a condition that some rule still
   * hangs on; undefined for never. Never late; early where what flips turns no rule.
   */
  nextDue(record: SegmentationRecord, now: number): number | undefined {
    this.#after.begin(record, now);
    const due = this.#dues.find(this.#slots.timed);
    this.#after.end();
    return Number.isFinite(due) ? due : undefined;
  }

  /** The rules that are true of a record, ascending. */
  members(record: SegmentationRecord, now: number): number[] {
    this.#after.begin(record, now);
    const members: number[] = [];
    for (const segment of this.#programs.segments())
      if (this.#programs.holds(segment, this.#after)) members.push(segment);
    this.#after.end();
    return members;
  }
}
