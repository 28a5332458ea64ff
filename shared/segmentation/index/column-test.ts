import type { SegmentationRecord, Value } from "../record.ts";
import type { Column } from "./columns.ts";
import {
  inInside,
  inMissing,
  inOtherType,
  inOutside,
  type Literal,
  outerRegion,
} from "./literal.ts";
import type { Slot } from "./slot.ts";

/** Marks with 1 the records of a block that a test holds for, and the others with 0. */
export type BlockTest = (from: number, count: number, marks: Uint8Array) => void;

/** What a slot makes of one record; see `RecordValues`. */
export type ReadSlot = (record: SegmentationRecord, slot: Slot) => number;

/**
 * A literal as a test of its attribute's column.
 * @returns undefined where the column does not tell
 */
export function columnTest(
  literal: Literal,
  columns: ReadonlyMap<string, Column>,
  readSlot: ReadSlot,
  now: number,
): BlockTest | undefined {
  const attribute = attributeOf(literal.slot);
  if (attribute === undefined) return undefined;
  const column = columns.get(attribute);
  const holdsOf = (value: Value | undefined) => {
    const attributes = new Map(value === undefined ? [] : [[attribute, value]]);
    return holds(literal, readSlot({ id: "", attributes, behaviours: new Map() }, literal.slot));
  };
  if (column === undefined) return constantTest(holdsOf(undefined));
  switch (column.kind) {
    case "texts":
      return tableTest(column.codes, 1, [undefined, ...column.dictionary].map(holdsOf));
    case "booleans":
      return tableTest(column.values, 0, [false, true, undefined].map(holdsOf));
    case "numbers":
    case "instants":
      return numberTest(literal, column, now);
  }
}

/** The one attribute that a slot reads, if it reads nothing else. */
function attributeOf({ reading, fields }: Slot): string | undefined {
  if (reading.kind !== "condition") return reading.attribute;
  const [field = "", ...others] = fields;
  return others.length === 0 && field.startsWith("attribute:")
    ? field.slice("attribute:".length)
    : undefined;
}

function holds({ reach, holdsIn }: Literal, value: number): boolean {
  const isInside =
    reach.kind === "codes" ? reach.codes.has(value) : value >= reach.low && value <= reach.high;
  return (holdsIn & (isInside ? inInside : outerRegion(value))) !== 0;
}

function constantTest(holdsForAll: boolean): BlockTest {
  return (_from, count, marks) => marks.fill(holdsForAll ? 1 : 0, 0, count);
}

function tableTest(
  codes: Int32Array | Uint8Array,
  offset: number,
  table: readonly boolean[],
): BlockTest {
  const marked = Uint8Array.from(table, Number);
  return (from, count, marks) => {
    for (let at = 0; at < count; at += 1) marks[at] = marked[(codes[from + at] ?? 0) + offset] ?? 0;
  };
}

function numberTest(
  literal: Literal,
  { kind, values }: Extract<Column, { values: Float64Array }>,
  now: number,
): BlockTest | undefined {
  const { reading } = literal.slot;
  const isInstant = kind === "instants";
  switch (reading.kind) {
    case "condition":
      return undefined;
    case "piece":
      return isInstant ? undefined : otherTypeTest(literal, values);
    case "window":
      return isInstant
        ? mappedTest(literal, values, (value) => Number(reading.window.contains(value, now)))
        : otherTypeTest(literal, values);
    case "code":
      if (isInstant && reading.of === "string" && !tellsPresenceOnly(literal)) return undefined;
      return reading.of === (isInstant ? "instant" : "number")
        ? mappedTest(literal, values, (value) => literal.slot.codeOf(value))
        : otherTypeTest(literal, values);
    case "number":
    case "instant":
      return (reading.kind === "instant") === isInstant
        ? intervalTest(literal, values)
        : otherTypeTest(literal, values);
  }
}

/** Else whoever asks for text asks for letters, which instants have lost. */
function tellsPresenceOnly({ holdsIn }: Literal): boolean {
  const present = inInside | inOutside | inOtherType;
  return (holdsIn & present) === 0 || (holdsIn & present) === present;
}

function intervalTest({ reach, holdsIn }: Literal, values: Float64Array): BlockTest {
  const { low, high } = reach.kind === "interval" ? reach : { low: Number.NaN, high: Number.NaN };
  const inside = markOf(holdsIn, inInside);
  const outside = markOf(holdsIn, inOutside);
  const missing = markOf(holdsIn, inMissing);
  return (from, count, marks) => {
    for (let at = 0; at < count; at += 1) {
      const value = values[from + at] ?? 0;
      marks[at] = value >= low && value <= high ? inside : value === value ? outside : missing;
    }
  };
}

function mappedTest(
  literal: Literal,
  values: Float64Array,
  map: (value: number) => number,
): BlockTest {
  const missing = markOf(literal.holdsIn, inMissing);
  return (from, count, marks) => {
    for (let at = 0; at < count; at += 1) {
      const value = values[from + at] ?? Number.NaN;
      marks[at] = Number.isNaN(value) ? missing : Number(holds(literal, map(value)));
    }
  };
}

/** Of a column whose values are all of another type than the literal compares. */
function otherTypeTest({ holdsIn }: Literal, values: Float64Array): BlockTest {
  const missing = markOf(holdsIn, inMissing);
  const other = markOf(holdsIn, inOtherType);
  return (from, count, marks) => {
    for (let at = 0; at < count; at += 1)
      marks[at] = Number.isNaN(values[from + at]) ? missing : other;
  };
}

function markOf(holdsIn: number, region: number): 0 | 1 {
  return (holdsIn & region) === 0 ? 0 : 1;
}
