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
import type { RuleContext } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";

/** Rules as the jump code that the index itself runs, over values read once a record. */
export class FlatRules {
  readonly #sets = new CodeSets();
  readonly #programs = new ProgramStore(this.#sets);
  readonly #slots: SlotTable;
  readonly #after: RecordValues;
  readonly #before: RecordValues;
  readonly #byField: ReadonlyMap<string, readonly number[]>;

  constructor(
    rules: readonly RuleGroup[],
    context: RuleContext,
    byField: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#slots = new SlotTable(context);
    const reader = new LiteralReader(context, this.#slots);
    for (const [segment, rule] of rules.entries()) {
      const formula = formulaOf(rule, (condition, whereFalse) =>
        reader.read(condition, whereFalse),
      );
      const holds = formula.kind === "constant" && formula.holds;
      this.#programs.put(segment, programOf(formula), holds);
    }
    const { instantOf } = zoneReading(context.zone);
    this.#after = new RecordValues(this.#slots.slots, instantOf);
    this.#before = new RecordValues(this.#slots.slots, instantOf, this.#after);
    this.#byField = byField;
  }

  /** The second baseline: the same field index, with this evaluator. */
  contenders(): Contender[] {
    return [
      { name: "field-index, flat", judge: (change) => this.#judgeStored(change) },
      { name: "field-index, flat, stateless", judge: (change) => this.#judgeStateless(change) },
    ];
  }

  /** How many segments hold a literal that the change flips. */
  flippedBy(change: JudgedChange): number {
    this.#begin(change);
    const flipped = this.#touchedBy(change.attribute).filter((segment) => {
      for (const [{ slot, at }, { words, numbers }] of this.#programs.literals(segment)) {
        const was = testHolds(words, numbers, at, this.#before.valueOf(slot), this.#sets);
        if (was !== testHolds(words, numbers, at, this.#after.valueOf(slot), this.#sets))
          return true;
      }
      return false;
    });
    this.#end(change);
    return flipped.length;
  }

  #judgeStored({ after, attribute, now, members }: JudgedChange): Turned {
    const entered: number[] = [];
    const exited: number[] = [];
    this.#after.begin(after, now);
    for (const segment of this.#touchedBy(attribute)) {
      const is = this.#programs.holds(segment, this.#after);
      if (is === hasBit(members, segment)) continue;
      if (is) entered.push(segment);
      else exited.push(segment);
    }
    this.#after.end();
    return { entered, exited };
  }

  #judgeStateless(change: JudgedChange): Turned {
    const entered: number[] = [];
    const exited: number[] = [];
    this.#begin(change);
    for (const segment of this.#touchedBy(change.attribute)) {
      const is = this.#programs.holds(segment, this.#after);
      if (is === this.#programs.holds(segment, this.#before)) continue;
      if (is) entered.push(segment);
      else exited.push(segment);
    }
    this.#end(change);
    return { entered, exited };
  }

  #begin({ before, after, changed, now }: JudgedChange): void {
    this.#after.begin(after, now);
    this.#before.begin(before, now);
    for (const field of changed)
      for (const { number } of this.#slots.reading(field)) this.#before.differs(number);
  }

  #end({ changed }: JudgedChange): void {
    this.#after.end();
    this.#before.end();
    for (const field of changed)
      for (const { number } of this.#slots.reading(field)) this.#before.agrees(number);
  }

  #touchedBy(attribute: string): readonly number[] {
    return this.#byField.get(attributeField(attribute)) ?? [];
  }
}
