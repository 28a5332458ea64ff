import { describe, expect, it } from "vitest";
import { memberBits } from "../../../shared/segmentation/index/member-bits.ts";
import { PredicateIndex } from "../../../shared/segmentation/index/predicate-index.ts";
import type { SegmentationRecord, Value } from "../../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../../shared/segmentation/rule.ts";
import { and, context, day, gold, high, last, next, now, or } from "../timed-rules.ts";

const old: Condition = { field: "age", operator: ">", value: 60 };

/** Attributes that note which of them were asked for. */
class Watched extends Map<string, Value> {
  readonly asked = new Set<string>();

  override get(name: string): Value | undefined {
    this.asked.add(name);
    return super.get(name);
  }
}

/** A record of numbers and texts, and of dates as days from now. */
function watched(values: Readonly<Record<string, Value>>, days: Readonly<Record<string, number>>) {
  const dates = Object.entries(days).map(([name, each]): [string, Value] => [
    name,
    new Date(now + each * day).toISOString(),
  ]);
  const attributes = new Watched([...Object.entries(values), ...dates]);
  const record: SegmentationRecord = { id: "p", attributes, behaviours: new Map() };
  return { record, asked: attributes.asked };
}

function indexOf(...rules: readonly RuleGroup[]): PredicateIndex {
  const index = new PredicateIndex(context);
  for (const [ordinal, rule] of rules.entries()) index.add(ordinal, rule);
  return index;
}

describe("whoever asks when time next turns a rule reads nothing", () => {
  it.each([
    ["", and(last("a")), and(last("b"), gold)],
    [", whatever their order", and(last("b"), gold), and(last("a"))],
  ])("that rules hang on which turn later%s", (_, ...rules) => {
    const { record, asked } = watched({ tier: "Gold" }, { a: -2, b: -1 });
    expect(indexOf(...rules).nextDue(record, now)).toBe(now + 5 * day);
    expect(asked).toEqual(new Set(["a", "b"]));
  });

  it("more once a rule was found to turn at the first of all instants", () => {
    const { record, asked } = watched({ tier: "Gold" }, { a: -2 });
    const rules = [and(last("a"), gold), and(last("a"))];
    expect(indexOf(...rules).nextDue(record, now)).toBe(now + 5 * day);
    expect(asked).toEqual(new Set(["a"]));
  });

  it("of rules whose first test passes too late", () => {
    const values = { tier: "Gold", score: 9 };
    const { record, asked } = watched(values, { a: -4, b: 13, c: 15 });
    // Turns at the third day, which matters at the sixth; and at the third, which matters at the eighth.
    const rules = [and(last("a"), next("b")), and(next("c"), last("a"), or(gold, high))];
    indexOf(...rules).nextDue(record, now);
    expect([...asked].toSorted()).toEqual(["a", "b", "c"]);
  });
});

describe("a change of an attribute that no rule reads", () => {
  it("beside one that a rule reads makes it no dearer: members are not asked why", () => {
    const index = indexOf(or(gold, and(high, old)));
    const { record: before } = watched({ tier: "Silver", score: 9, age: 70, city: "Ulm" }, {});
    const { record: after, asked } = watched({ tier: "Gold", score: 9, age: 70, city: "Bonn" }, {});
    const members = memberBits([0], 1);
    const changed = ["attribute:tier", "attribute:city"];
    const flips = index.flips({ before, after, changed, now, members });
    expect(flips).toEqual({ entered: [], exited: [] });
    expect(asked).toEqual(new Set(["tier"]));
  });
});
