import type { SegmentationRecord, Value } from "../../shared/segmentation/record.ts";
import { dayMs } from "../../shared/segmentation/time/duration.ts";
import type { Random } from "./random.ts";

/** Within a month, and where a week, a month, a quarter or a year is about to turn. */
export const instants = [
  Date.UTC(2026, 3, 15, 12),
  Date.UTC(2026, 3, 30, 23),
  Date.UTC(2026, 4, 1, 1),
  Date.UTC(2026, 11, 31, 12),
  Date.UTC(2027, 0, 2, 12),
];

export const texts = ["", "a", "ab", "b", "abc", "a\0"];
export const numbers = [0, 1, 2];
export const days = [-800, -400, -40, -20, -8, -4, -1, 0, 1, 4, 8, 20, 40, 400];
export const elements = ["a", "b"];
export const segments = ["s-1", "s-2"];

/** Few values, so that random rules about them often clash. */
export function narrowRecord(now: number, random: Random): SegmentationRecord {
  const attributes = new Map<string, Value>();
  const put = (name: string, value: Value) => {
    if (random.chance(0.8)) attributes.set(name, value);
  };
  const list = () => elements.filter(() => random.chance(0.5));
  const looseList = () => random.list(random.below(3), () => random.pick(texts));
  put("number", random.pick([-1, 0.5, 1.5, 3, ...numbers]));
  put("boolean", random.chance(0.5));
  put("text", random.pick([...texts, "ba", "c", "aab"]));
  put("list", list());
  put("date", dayText(now, random));
  put("other", dayText(now, random));
  put("loose", random.pick([1, 2, true, "a", "ab", "b", looseList(), looseList()]));
  const logins = random.list(random.below(4), () => ({
    name: "login",
    at: now + random.pick(days) * dayMs,
    properties: random.chance(0.7) ? { x: random.pick(numbers) } : {},
  }));
  const observed = random.list(random.below(3), () => ({
    at: now + random.pick(days) * dayMs,
    value: random.pick([...texts, null]),
  }));
  return {
    id: `p-${random.below(2_000)}`,
    attributes,
    behaviours: new Map(logins.length === 0 ? [] : [["login", logins]]),
    past: new Map(observed.length === 0 ? [] : [["text", observed.sort((a, b) => a.at - b.at)]]),
    companies: random.list(random.below(3), () => company(random)),
    segments: new Set(segments.filter(() => random.chance(0.5))),
  };
}

function company(random: Random): SegmentationRecord {
  const attributes = new Map<string, Value>(
    random.chance(0.8) ? [["number", random.pick(numbers)]] : [],
  );
  return { id: `c-${random.below(100)}`, attributes, behaviours: new Map() };
}

function dayText(now: number, random: Random): string {
  return new Date(now + random.pick(days) * dayMs).toISOString().slice(0, 10);
}
