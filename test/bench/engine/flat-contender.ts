import { zoneReading } from "../../../shared/segmentation/evaluate/zone-reading.ts";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { formulaOf } from "../../../shared/segmentation/index/formula.ts";
import { hasBit } from "../../../shared/segmentation/index/member-bits.ts";
import { programOf } from "../../../shared/segmentation/index/program.ts";
import { ProgramStore } from "../../../shared/segmentation/index/program-store.ts";
import { testHolds } from "../../../shared/segmentation/index/program-words.ts";
import { CodeSets } from "../../../shared/segmentation/index/reach-words.ts";
import { LiteralReader } from "../../../shared/segmentation/index/read-literal.ts";
import { RecordValues } from "../../../shared/segmentation/index/record-values.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import type { RuleContext, SegmentationRecord } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";

/**
 * The second baseline: the same field index, but rules as the jump code that the index
 * itself runs, over values read once a record.
 */
export class FlatContender implements Contender {
  readonly name = "field-index, flat";
  readonly #sets = new CodeSets();
  readonly #programs = new ProgramStore(this.#sets);
  readonly #values: RecordValues;
  readonly #byField: ReadonlyMap<string, readonly number[]>;

  constructor(
    rules: readonly RuleGroup[],
    context: RuleContext,
    byField: ReadonlyMap<string, readonly number[]>,
  ) {
    const slots = new SlotTable(context);
    const reader = new LiteralReader(context, slots);
    for (const [segment, rule] of rules.entries()) {
      const formula = formulaOf(rule, (condition, whereFalse) =>
        reader.read(condition, whereFalse),
      );
      const holds = formula.kind === "constant" && formula.holds;
      this.#programs.put(segment, programOf(formula), holds);
    }
    this.#values = new RecordValues(slots.slots, zoneReading(context.zone).instantOf);
    this.#byField = byField;
  }

  judge({ after, attribute, now, members }: JudgedChange): Turned {
    const entered: number[] = [];
    const exited: number[] = [];
    this.#values.begin(after, now);
    for (const segment of this.#touchedBy(attribute)) {
      const is = this.#programs.holds(segment, this.#values);
      if (is === hasBit(members, segment)) continue;
      if (is) entered.push(segment);
      else exited.push(segment);
    }
    this.#values.end();
    return { entered, exited };
  }

  /** How many segments hold a literal that the change flips. */
  flippedBy({ before, after, attribute, now }: JudgedChange): number {
    const flipped = this.#touchedBy(attribute).filter((segment) => {
      const was = this.#truths(segment, before, now);
      return was !== this.#truths(segment, after, now);
    });
    return flipped.length;
  }

  #truths(segment: number, record: SegmentationRecord, now: number): string {
    this.#values.begin(record, now);
    const truths = Array.from(this.#programs.literals(segment), ([{ slot, at }, memory]) =>
      testHolds(memory.words, memory.numbers, at, this.#values.valueOf(slot), this.#sets),
    );
    this.#values.end();
    return truths.join();
  }

  #touchedBy(attribute: string): readonly number[] {
    return this.#byField.get(attributeField(attribute)) ?? [];
  }
}
