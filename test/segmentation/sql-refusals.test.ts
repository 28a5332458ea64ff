import { describe, expect, it } from "vitest";
import type { RuleContext } from "../../shared/segmentation/record.ts";
import type { Condition } from "../../shared/segmentation/rule.ts";
import type { DialectName } from "../../shared/segmentation/sql/write/dialect.ts";
import { ruleToSql } from "../../shared/segmentation/sql/write/rule-to-sql.ts";
import { contactRules } from "./records.ts";

function write(dialect: DialectName, condition: Condition, zone = "UTC") {
  const context: RuleContext = contactRules([["born", "date"]], zone);
  return ruleToSql({ combinator: "and", rules: [condition] }, context, dialect);
}

describe("SQLite, which has no time zones,", () => {
  it.each<Condition>([
    { field: "born", operator: "inLast", value: "P7D" },
    { field: "born", operator: "notInNext", value: "P1M" },
    { field: "born", operator: "inCurrent", value: "week" },
    { field: "born", operator: "anniversaryInNext", value: "PT24H" },
    { field: "born", operator: "withinAfter", value: { duration: "P1D", of: "born" } },
    { field: "born", operator: "changedInLast", value: "P7D" },
  ])("is not asked for %j in Berlin", (condition) => {
    expect(write("sqlite", condition, "Europe/Berlin")).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^SQLite has no time zones, .* in Europe\/Berlin: /),
    });
    expect(write("sqlite", condition)).toMatchObject({ ok: true });
    expect(write("postgresql", condition, "Europe/Berlin")).toMatchObject({ ok: true });
  });

  it.each<Condition>([
    { field: "born", operator: "inLast", value: "PT12H" },
    { field: "born", operator: "on", value: "2026-03-29" },
    { field: "born", operator: "before", value: "2026-03-29" },
  ])("can say %j in Berlin", (condition) => {
    expect(write("sqlite", condition, "Europe/Berlin")).toMatchObject({ ok: true });
  });
});

describe.each(["sqlite", "postgresql"] as const)("a rule for %s", (dialect) => {
  it.each(["a\0b", "half \ud800"])("that names %j is refused", (value) => {
    const refused = { ok: false, message: expect.stringContaining("half a surrogate pair") };
    expect(write(dialect, { field: "x", operator: "=", value })).toMatchObject(refused);
    expect(write(dialect, { field: value, operator: "null" })).toMatchObject(refused);
  });

  it("that reads an id as a date is refused", () => {
    expect(write(dialect, { field: "id", operator: "inLast", value: "P1D" })).toMatchObject({
      ok: false,
      message: "SQL does not read id as a date: compare it as text.",
    });
  });
});
