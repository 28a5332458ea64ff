import type { Scalar, Value } from "../segmentation/record.ts";
import { dayMs } from "../segmentation/time/duration.ts";
import type { Profile } from "./profile.ts";
import { ValueCounts } from "./value-counts.ts";

/** How old what one source says of an attribute is. */
export interface Freshness {
  readonly connectionId: string;
  /** Profiles of which this source says a value. */
  readonly filled: number;
  /** Milliseconds since the epoch. */
  readonly newestAt: number;
  readonly medianDays: number;
  /** Profiles whose value is older than 90 days. */
  readonly old: number;
}

interface Ages {
  newestAt: number;
  /** Values by their age in whole days. */
  readonly days: Map<number, number>;
}

const oldAfterDays = 90;
/** Fewer values say nothing of whether each profile has its own. */
const fewestToIdentify = 20;
const nearlyAll = 0.9;
const aDate = /^\d{4}-\d{2}-\d{2}/;

/** Counts what profiles have of one attribute, one profile after the other. */
export class AttributeCount {
  readonly name: string;
  readonly #now: number;
  readonly #values = new ValueCounts();
  readonly #sources = new Map<string, Ages>();
  #filled = 0;
  #texts = 0;

  constructor(name: string, now: number) {
    this.name = name;
    this.#now = now;
  }

  /** `value` is what rules see: in its declared type, normalised. */
  add({ cells }: Profile, value: Value | undefined): void {
    const bySource = Object.hasOwn(cells, this.name) ? cells[this.name] : undefined;
    for (const [connectionId, cell] of Object.entries(bySource ?? {}))
      if (cell.value !== null) this.#age(connectionId, cell.at);
    if (value === undefined) return;
    this.#filled += 1;
    if (typeof value === "string" && !aDate.test(value)) this.#texts += 1;
    for (const each of scalarsOf(value)) this.#values.add(each);
  }

  get filled(): number {
    return this.#filled;
  }

  get distinct(): number {
    return this.#values.distinct;
  }

  get values(): ReadonlyMap<Scalar, number> | undefined {
    return this.#values.all;
  }

  /** Whether nearly every profile has a text of its own. */
  get identifying(): boolean {
    const many = this.#filled >= fewestToIdentify && this.#texts === this.#filled;
    return many && this.distinct >= this.#filled * nearlyAll;
  }

  /** When any source last said a value. */
  get newestAt(): number | undefined {
    const instants = [...this.#sources.values()].map(({ newestAt }) => newestAt);
    return instants.length === 0 ? undefined : Math.max(...instants);
  }

  freshness(): Freshness[] {
    return [...this.#sources].map(([connectionId, { newestAt, days }]) => {
      const ages = [...days].toSorted(([one], [other]) => one - other);
      const filled = ages.reduce((sum, [, count]) => sum + count, 0);
      const old = ages.reduce((sum, [age, count]) => (age > oldAfterDays ? sum + count : sum), 0);
      return { connectionId, filled, newestAt, medianDays: medianOf(ages, filled), old };
    });
  }

  #age(connectionId: string, at: number): void {
    const ages = this.#sources.get(connectionId) ?? noAges(at);
    this.#sources.set(connectionId, ages);
    ages.newestAt = Math.max(ages.newestAt, at);
    const days = Math.max(0, Math.floor((this.#now - at) / dayMs));
    ages.days.set(days, (ages.days.get(days) ?? 0) + 1);
  }
}

function noAges(newestAt: number): Ages {
  return { newestAt, days: new Map() };
}

function scalarsOf(value: Value): readonly Scalar[] {
  return typeof value === "object" ? value : [value];
}

/** Ages in ascending order, with how many have each. */
function medianOf(ages: readonly (readonly [number, number])[], total: number): number {
  let passed = 0;
  for (const [age, count] of ages) {
    passed += count;
    if (passed * 2 >= total) return age;
  }
  return 0;
}
