import type { Value } from "../../../shared/segmentation/record.ts";
import type { Random } from "../../segmentation/random.ts";
import { benchNow } from "./bench-now.ts";
import { Zipf } from "./zipf.ts";

export interface BenchAttribute {
  readonly name: string;
  readonly type: "string" | "number" | "date" | "boolean";
  /** Of strings: how the values are spread. */
  readonly values: Zipf;
}

/** How many attributes there are of each type, and how many values a string takes. */
export interface AttributeMix {
  readonly counts: Readonly<Record<BenchAttribute["type"], number>>;
  readonly leastValues: number;
  readonly mostValues: number;
}

const dayMs = 86_400_000;
const daysBack = 730;

/** In random order, so that the popular ones are of every type. */
export function benchAttributes(
  random: Random,
  { counts, leastValues, mostValues }: AttributeMix,
): BenchAttribute[] {
  const make = (type: BenchAttribute["type"]): BenchAttribute[] =>
    Array.from({ length: counts[type] }, (_, position) => {
      const spread = random.below(mostValues - leastValues + 1);
      const values = new Zipf(type === "string" ? leastValues + spread : 1);
      return { name: `${type}${position}`, type, values };
    });
  return [...make("string"), ...make("number"), ...make("date"), ...make("boolean")]
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
