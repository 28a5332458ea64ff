import type { Value } from "../../../shared/segmentation/record.ts";
import type { Random } from "../../segmentation/random.ts";
import { benchNow } from "./bench-now.ts";
import { Zipf } from "./zipf.ts";

export interface BenchAttribute {
  readonly name: string;
  readonly type: "string" | "number" | "date" | "boolean";
  /** Of strings: how the values are spread. */
  readonly values: Zipf;
  readonly valueCount: number;
}

const kinds = { string: 30, number: 10, date: 10, boolean: 10 } as const;
const dayMs = 86_400_000;
const daysBack = 730;

/** In random order, so that the popular ones are of every type. */
export function benchAttributes(random: Random): BenchAttribute[] {
  const make = (type: BenchAttribute["type"], count: number): BenchAttribute[] =>
    Array.from({ length: count }, (_, position) => {
      const valueCount = type === "string" ? 5 + random.below(46) : 1;
      return { name: `${type}${position}`, type, valueCount, values: new Zipf(valueCount) };
    });
  const ordered = [
    ...make("string", kinds.string),
    ...make("number", kinds.number),
    ...make("date", kinds.date),
    ...make("boolean", kinds.boolean),
  ];
  return ordered
    .map((attribute) => ({ attribute, place: random.next() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ attribute }) => attribute);
}

export function randomValue(random: Random, attribute: BenchAttribute): Value {
  switch (attribute.type) {
    case "string":
      return `value ${attribute.values.rank(random)}`;
    case "number":
      return random.below(1_000);
    case "date":
      return dateDaysAgo(random.below(daysBack));
    case "boolean":
      return random.chance(0.5);
  }
}

function dateDaysAgo(days: number): string {
  return new Date(benchNow - days * dayMs).toISOString().slice(0, 10);
}
