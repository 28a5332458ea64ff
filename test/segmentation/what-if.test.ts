import { describe, expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { whatIf } from "../../shared/segmentation/evaluate/what-if.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const day = 86_400_000;
const now = Date.UTC(2026, 10, 22, 10);
const login: Condition = {
  field: "behaviours",
  match: { mode: "atLeast", threshold: 2 },
  value: {
    combinator: "and",
    rules: [
      { field: "name", operator: "=", value: "login" },
      { field: "at", operator: "inLast", value: "P7D" },
    ],
  },
};

function compiled(...rules: readonly Condition[]) {
  return compileRule({ combinator: "and", rules: [...rules] }, contactRules());
}

describe("a change that is only supposed", () => {
  const rule = () => compiled({ field: "tier", operator: "=", value: "Gold" }, login);
  const record = recordOf({ tier: "Silver" }, [behaviour("login", now - day)]);

  it("shows the truth before and after, and what would still be missing", () => {
    const outcome = whatIf(rule(), record, { attributes: new Map([["tier", "Gold"]]) }, now);
    expect(outcome).toMatchObject({ before: false, after: false, nextFlip: undefined });
    expect(outcome.obstacles).toMatchObject([{ node: { kind: "match" }, mustBecome: true }]);
  });

  it("adds behaviours to those there are, and says when time would undo it", () => {
    const change = {
      attributes: new Map([["tier", "Gold"]]),
      behaviours: [behaviour("login", now)],
    };
    expect(whatIf(rule(), record, change, now)).toMatchObject({
      before: false,
      after: true,
      nextFlip: now + 6 * day,
      obstacles: [],
    });
  });

  it("clears attributes", () => {
    const hasTier = compiled({ field: "tier", operator: "notNull" });
    const outcome = whatIf(hasTier, record, { attributes: new Map([["tier", null]]) }, now);
    expect(outcome).toMatchObject({ before: true, after: false });
  });

  it("counts as observed now", () => {
    const changed = compiled({ field: "tier", operator: "changedInLast", value: "P7D" });
    const since = { ...record, past: new Map([["tier", [{ at: now - 30 * day, value: "Gold" }]]]) };
    const outcome = (tier: string) =>
      whatIf(changed, since, { attributes: new Map([["tier", tier]]) }, now);
    expect(outcome("Silver")).toMatchObject({
      before: false,
      after: true,
      nextFlip: now + 7 * day,
    });
    expect(outcome("Gold")).toMatchObject({ before: false, after: false });
  });

  it("takes its place among what was observed, behind what was at the same instant", () => {
    const at = (days: number, value: string) => ({ at: now + days * day, value });
    const past = new Map([["tier", [at(-2, "A"), at(0, "B"), at(2, "C")]]]);
    const { changed } = whatIf(
      rule(),
      { ...record, past },
      { attributes: new Map([["tier", "Gold"]]) },
      now,
    );
    expect(changed.past?.get("tier")).toEqual([at(-2, "A"), at(0, "B"), at(0, "Gold"), at(2, "C")]);
  });

  it("is the first observation where there were none, and none of what it does not name", () => {
    const change = { attributes: new Map([["tier", "Gold"]]), behaviours: [behaviour("new", now)] };
    const { changed } = whatIf(rule(), record, change, now);
    expect(changed.past?.get("tier")).toEqual([{ at: now, value: "Gold" }]);
    expect(changed.past?.get("plan")).toBeUndefined();
    expect(changed.behaviours.get("new")).toEqual([behaviour("new", now)]);
    expect(whatIf(rule(), record, {}, now).changed.behaviours).toEqual(record.behaviours);
  });

  it("leaves the profile itself as it was", () => {
    whatIf(rule(), record, { behaviours: [behaviour("login", now)] }, now);
    expect(record.behaviours.get("login")).toHaveLength(1);
  });
});
