import { type Formula, join } from "../../../shared/segmentation/index/formula.ts";
import {
  inInside,
  inMissing,
  inOtherType,
  inOutside,
  type Literal,
  type Reach,
} from "../../../shared/segmentation/index/literal.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import type { SegmentationRecord, Value } from "../../../shared/segmentation/record.ts";
import type { Random } from "../random.ts";
import { attributesOnly, contactRules } from "../records.ts";

/** Compared by size, those of the second list only by equality. */
const measured = ["height", "weight", "age"];
const named = ["tier", "plan", "note"];
/** More than there are bits for codes. */
const mostNames = 200;
const regions = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14];

/** Random formulas over a few attributes, and records for which some of their literals hold. */
export class RandomFormulas {
  readonly slots = new SlotTable(contactRules());
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  formula(depth = 3): Formula {
    const random = this.#random;
    if (depth === 0 || random.chance(0.3)) return this.literal();
    const members = random.list(1 + random.below(4), () => this.formula(depth - 1));
    return join(random.pick(["and", "or"] as const), members);
  }

  literal(): Literal {
    const random = this.#random;
    const holdsIn = random.pick([inInside, inInside, inOutside, random.pick(regions)]);
    const { slot, reach } = random.chance(0.5) ? this.#interval() : this.#names();
    return { kind: "literal", slot, reach, holdsIn, insideShare: random.next() };
  }

  #interval(): Pick<Literal, "slot" | "reach"> {
    const random = this.#random;
    const slot = this.slots.ofAttribute({ kind: "number", attribute: random.pick(measured) });
    const low = random.pick([-Number.MAX_VALUE, random.below(10)]);
    const high = random.pick([Number.MAX_VALUE, Math.max(low, random.below(12))]);
    return { slot, reach: { kind: "interval", low, high } };
  }

  #names(): Pick<Literal, "slot" | "reach"> {
    const random = this.#random;
    const attribute = random.pick(named);
    const slot = this.slots.ofAttribute({ kind: "code", of: "string", attribute });
    for (let name = 0; name < mostNames; name += 1) slot.nameCode(`n${name}`);
    const within = random.pick([8, mostNames]);
    const codes = new Set(random.list(1 + random.below(5), () => random.below(within)));
    const [only = 0] = codes;
    const reach: Reach =
      codes.size > 1 ? { kind: "codes", codes } : { kind: "interval", low: only, high: only };
    return { slot, reach };
  }

  record(): SegmentationRecord {
    const all = [...measured, ...named].map((name): [string, Value][] => this.#value(name));
    return attributesOnly(Object.fromEntries(all.flat()));
  }

  /** The record with another value, or none, of one attribute. */
  changed({ attributes }: SegmentationRecord): SegmentationRecord {
    const kept = Object.fromEntries(attributes);
    const name = this.#random.pick([...measured, ...named]);
    delete kept[name];
    return attributesOnly({ ...kept, ...Object.fromEntries(this.#value(name)) });
  }

  #value(name: string): [string, Value][] {
    const random = this.#random;
    const number = random.below(12);
    const text = `n${random.below(random.pick([8, mostNames, mostNames * 2]))}`;
    const fitting: Value = measured.includes(name) ? number : text;
    const other: Value = measured.includes(name) ? text : number;
    if (random.chance(0.15)) return [];
    return [[name, random.chance(0.15) ? other : fitting]];
  }
}

/** Whether a formula holds of a record, read off its literals one by one. */
export function holdsOf(formula: Formula, record: SegmentationRecord): boolean {
  switch (formula.kind) {
    case "constant":
      return formula.holds;
    case "literal":
      return (formula.holdsIn & regionOf(formula, record)) !== 0;
    case "and":
      return formula.members.every((member) => holdsOf(member, record));
    case "or":
      return formula.members.some((member) => holdsOf(member, record));
  }
}

function regionOf({ slot, reach }: Literal, { attributes }: SegmentationRecord): number {
  const value = attributes.get(slot.attribute);
  if (value === undefined || typeof value === "object") return inMissing;
  if (typeof value !== (slot.ordered ? "number" : "string")) return inOtherType;
  const place = typeof value === "number" ? value : slot.codeOf(value);
  const isInside =
    reach.kind === "codes" ? reach.codes.has(place) : place >= reach.low && place <= reach.high;
  return isInside ? inInside : inOutside;
}
