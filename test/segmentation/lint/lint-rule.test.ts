import { describe, expect, it } from "vitest";
import type {
  AttributePicture,
  Known,
} from "../../../shared/segmentation/lint/attribute-picture.ts";
import { lintRule } from "../../../shared/segmentation/lint/lint-rule.ts";
import type { RuleContext } from "../../../shared/segmentation/record.ts";
import type { Condition, RuleGroup } from "../../../shared/segmentation/rule.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const context: RuleContext = {
  object: "contact",
  zone: "UTC",
  attributes: { contact: new Map(), company: new Map() },
};

function picture(filled: number, more: Partial<AttributePicture> = {}): AttributePicture {
  return { filled, types: { string: filled }, ...more };
}

function known(pictures: Readonly<Record<string, AttributePicture>>): Known {
  const map = new Map(Object.entries(pictures));
  return {
    now,
    profiles: { contact: 100, company: 100 },
    pictures: { contact: map, company: map },
    retires: false,
  };
}

function all(...rules: RuleGroup["rules"]): RuleGroup {
  return { combinator: "and", rules };
}

function is(field: string, operator: string, value?: unknown): Condition {
  return { field, operator, value };
}

function codes(rule: RuleGroup, about: Known): string[] {
  return lintRule(rule, context, about).map(({ code, pointer }) =>
    `${code} ${pointer ?? ""}`.trim(),
  );
}

describe("conditions that leave out who has no value", () => {
  const about = known({ region: picture(70), signedAt: picture(90) });

  it.each([
    is("region", "!=", "EMEA"),
    is("region", "notIn", ["EMEA"]),
    is("region", "doesNotContain", "E"),
    is("signedAt", "notInLast", "P30D"),
  ])("are negative ones: %o", (condition) => {
    expect(codes(all(condition), about)).toEqual(["leaves-out-missing /rules/0"]);
  });

  it.each([
    is("region", "=", "EMEA"),
    { ...is("region", "!=", "EMEA"), includeMissing: true },
    { ...is("region", "!=", "EMEA"), coalesce: ["signedAt"] },
    is("region", "null"),
    is("region", "notNull"),
  ])("are not these: %o", (condition) => {
    expect(codes(all(condition), about)).toEqual([]);
  });

  it("are positive ones within a negated group, and negative ones are then not", () => {
    const without = (condition: Condition): RuleGroup =>
      all({ ...all(condition), not: true }, is("signedAt", "notNull"));
    expect(codes(without(is("region", "=", "EMEA")), about)).toEqual([
      "leaves-out-missing /rules/0/rules/0",
    ]);
    expect(codes(without(is("region", "!=", "EMEA")), about)).toEqual([]);
  });

  it("are of no account where another condition asks for a value anyway", () => {
    const [not, begins] = [is("region", "!=", "EMEA"), is("region", "beginsWith", "E")];
    expect(codes(all(not, begins), about)).toEqual([]);
    expect(codes(all(not, is("region", "notNull")), about)).toEqual([]);
    expect(codes(all(not, all(begins)), about)).toEqual([]);
    const either: RuleGroup = { combinator: "or", rules: [not, begins] };
    expect(codes(either, about)).toEqual(["leaves-out-missing /rules/0"]);
  });

  it("say how many there are", () => {
    const [found] = lintRule(all(is("region", "!=", "EMEA")), context, about);
    expect(found).toMatchObject({ count: 30, severity: "warning" });
    expect(found?.message).toContain('30 profiles are left out for want of a "region"');
    const looked = { ...about, leftOut: new Map([["/rules/0", 4]]) };
    expect(lintRule(all(is("region", "!=", "EMEA")), context, looked)[0]?.count).toBe(4);
    const nobody = { ...about, leftOut: new Map([["/rules/0", 0]]) };
    expect(lintRule(all(is("region", "!=", "EMEA")), context, nobody)).toEqual([]);
  });
});

describe("fixed dates", () => {
  const about = known({ signedAt: picture(100) });
  const severity = (rule: RuleGroup) =>
    lintRule(rule, context, about).map((each) => `${each.code} ${each.severity}`);

  it("are found wherever they stand, within lists too", () => {
    const viewed = {
      field: "behaviours",
      operator: "",
      match: { mode: "some" as const },
      value: all(is("name", "=", "viewed"), is("at", "after", "2026-01-01")),
    };
    expect(codes(all(viewed), about)).toEqual(["fixed-date /rules/0/value/rules/1"]);
  });

  it("on one side grow or dry up, and a span is a point in time", () => {
    expect(severity(all(is("signedAt", ">", "2026-01-01")))).toEqual(["fixed-date warning"]);
    expect(severity(all(is("signedAt", "before", "2026-01-01")))).toEqual(["fixed-date warning"]);
    const span = is("signedAt", "between", ["2026-01-01", "2026-02-01"]);
    expect(severity(all(span))).toEqual(["fixed-date hint"]);
  });

  it("turn round with a negated group", () => {
    const rule = all({ ...all(is("signedAt", "after", "2026-01-01")), not: true });
    const [found] = lintRule(rule, context, about);
    expect(found?.message).toContain("whoever comes later is never found");
  });

  it("are nothing to speak of where the segment has an end, and no window is one", () => {
    const rule = all(is("signedAt", "after", "2026-01-01"));
    expect(lintRule(rule, context, { ...about, retires: true })).toEqual([]);
    expect(codes(all(is("signedAt", "inLast", "P30D")), about)).toEqual([]);
    expect(codes(all(is("signedAt", "=", "Gold 2026")), about)).toEqual([]);
  });
});

describe("attributes that cannot be relied on", () => {
  it("are those that hardly anybody has, and those that nobody keeps", () => {
    const day = 86_400_000;
    const about = known({ tier: picture(10), old: picture(100, { newestAt: now - 120 * day }) });
    expect(codes(all(is("tier", "=", "Gold")), about)).toEqual(["mostly-empty /rules/0"]);
    expect(codes(all(is("old", "=", "Gold")), about)).toEqual(["stale /rules/0"]);
    expect(codes(all(is("gone", "=", "Gold")), about)).toEqual(["nobody-has-it /rules/0"]);
  });
});

describe("values of a rule", () => {
  const values = new Map([
    ["Gold", 40],
    ["gold ", 3],
    ["Silver", 20],
  ]);
  const about = known({ tier: picture(63, { values }), other: picture(63) });

  it("are compared with those there are, as they are declared", () => {
    expect(codes(all(is("tier", "=", "Gold")), about)).toEqual([
      "value-written-differently /rules/0",
    ]);
    expect(codes(all(is("tier", "in", ["Gold", "gold "])), about)).toEqual([]);
    expect(codes(all(is("tier", "=", "Platinum")), about)).toEqual(["value-not-seen /rules/0"]);
    expect(codes(all(is("tier", "contains", "Platinum")), about)).toEqual([]);
    const declared: RuleContext = {
      ...context,
      attributes: {
        ...context.attributes,
        contact: new Map([["tier", { type: "enum", normalise: { map: { Or: "Silver" } } }]]),
      },
    };
    expect(lintRule(all(is("tier", "=", "Or")), declared, about)).toEqual([]);
  });

  it("are left alone where nobody has looked at the values", () => {
    expect(codes(all(is("other", "=", "Platinum")), about)).toEqual([]);
  });
});

describe("a rule as a whole", () => {
  it("that is empty holds for everybody, and one of very many conditions breaks easily", () => {
    expect(codes(all(), known({}))).toEqual(["holds-for-everybody"]);
    const many = [1, 2, 3, 4, 5, 6, 7].map((at) => is("score", "<", at));
    const about = known({ score: { filled: 100, types: { number: 100 } } });
    expect(codes(all(...many), about)).toEqual(["too-many-conditions"]);
    expect(codes(all(...many.slice(1)), about)).toEqual([]);
  });
});
