import { zoneReading } from "../evaluate/zone-reading.ts";
import type { RuleContext } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import { type BlockTest, columnTest, type ReadSlot } from "./column-test.ts";
import type { ColumnarRecords } from "./columns.ts";
import { inOrder } from "./estimate.ts";
import { type Formula, formulaOf } from "./formula.ts";
import type { Literal } from "./literal.ts";
import { LiteralReader } from "./read-literal.ts";
import { RecordValues } from "./record-values.ts";
import { SlotTable } from "./slot-table.ts";

/** Records looked at together: their values and marks stay in the processor's cache. */
const blockSize = 4_096;

/**
 * Which of many records a rule that `parseRule` accepted is true of: one byte each, 1 or 0.
 * @returns undefined where the rule asks for what columns do not hold: the id, behaviours,
 *   related records, the past, several attributes in one condition, or the letters of instants
 */
export function matchColumns(
  rule: RuleGroup,
  context: RuleContext,
  { count, attributes }: ColumnarRecords,
  now: number,
): Uint8Array | undefined {
  const slots = new SlotTable(context);
  const reader = new LiteralReader(context, slots);
  const formula = formulaOf(rule, (condition, whereFalse) => reader.read(condition, whereFalse));
  const values = new RecordValues(slots.slots, zoneReading(context.zone).instantOf);
  const readSlot: ReadSlot = (record, slot) => {
    values.begin(record, now);
    const value = values.valueOf(slot.number);
    values.end();
    return value;
  };
  const test = blockTest(formula, (each) => columnTest(each, attributes, readSlot, now));
  if (test === undefined) return undefined;
  const marks = new Uint8Array(count);
  for (let from = 0; from < count; from += blockSize) {
    const size = Math.min(blockSize, count - from);
    test(from, size, marks.subarray(from, from + size));
  }
  return marks;
}

function blockTest(
  formula: Formula,
  testOf: (literal: Literal) => BlockTest | undefined,
): BlockTest | undefined {
  switch (formula.kind) {
    case "constant":
      return (_from, count, marks) => marks.fill(formula.holds ? 1 : 0, 0, count);
    case "literal":
      return testOf(formula);
    case "and":
    case "or": {
      const tests: BlockTest[] = [];
      for (const member of inOrder(formula.kind, formula.members)) {
        const test = blockTest(member, testOf);
        if (test === undefined) return undefined;
        tests.push(test);
      }
      return joinTests(formula.kind, tests);
    }
  }
}

function joinTests(kind: "and" | "or", [first, ...others]: readonly BlockTest[]): BlockTest {
  const scratch = new Uint8Array(blockSize);
  return (from, count, marks) => {
    first?.(from, count, marks);
    for (const test of others) {
      test(from, count, scratch);
      for (let at = 0; at < count; at += 1) {
        const mark = marks[at] ?? 0;
        const other = scratch[at] ?? 0;
        marks[at] = kind === "and" ? mark & other : mark | other;
      }
    }
  };
}
