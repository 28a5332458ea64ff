import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../infra/local/replay/csv.ts";
import { ruleFromFilterBranch } from "../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import { applyMapping } from "../../shared/connectors/mapping/apply-mapping.ts";
import { ruleFromListView } from "../../shared/connectors/salesforce/list-view/rule-from-condition.ts";
import { Problem } from "../../shared/runtime/errors.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { ruleFromSql } from "../../shared/segmentation/sql/read/rule-from-sql.ts";
import { describeDuration, parseDuration } from "../../shared/segmentation/time/duration.ts";
import {
  branch,
  events,
  list,
  listContext,
  property,
} from "../connectors/hubspot/list-filters/filter-samples.ts";
import { listContext as orgContext } from "../connectors/salesforce/list-view/list-context.ts";
import { typedRules } from "../segmentation/parse-problem.ts";
import { expectHarmless } from "./harmless.ts";
import { mutatedBytes, mutatedJson } from "./hostile-input.ts";

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

const rules = [
  {
    combinator: "and",
    not: true,
    rules: [
      { field: "tier", operator: "in", value: ["Gold", "Silver"] },
      { combinator: "or", rules: [{ field: "lastLogin", operator: "inLast", value: "P30D" }] },
      {
        field: "behaviours",
        match: { mode: "atLeast", threshold: 3 },
        value: {
          combinator: "and",
          rules: [
            { field: "name", operator: "=", value: "course_page_viewed" },
            { field: "at", operator: "inLast", value: "P7D" },
          ],
        },
      },
      { field: "company", match: { mode: "some" }, value: { combinator: "and", rules: [] } },
    ],
  },
];

describe("a rule", () => {
  it("with hostile values is compiled or refused with reasons", () =>
    expectHarmless({
      inputs: mutatedJson(rules),
      read: (rule) => {
        const parsed = parseRule(rule, typedRules());
        expect(parsed.ok || parsed.problems.length > 0).toBe(true);
      },
    }));
});

describe("a list of HubSpot's", () => {
  const lists = [
    list(
      property("name", { operationType: "STRING", operator: "IS_EQUAL_TO", value: "Ann" }),
      property("tier", { operationType: "ENUMERATION", operator: "IS_ANY_OF", values: ["Gold"] }),
      property("day", {
        operationType: "TIME_RANGED",
        operator: "IS_BETWEEN",
        lowerBoundTimePoint: { timeType: "DATE", year: 2026, month: 1, day: 1 },
        upperBoundTimePoint: { timeType: "INDEXED", offset: { days: -7 } },
      }),
    ),
    branch("OR", [], [branch("AND", [], [events("HAS_COMPLETED", [])])]),
  ];
  it("with hostile values is translated, or what cannot be is named", () =>
    expectHarmless({
      inputs: mutatedJson(lists),
      read: (definition) => ruleFromFilterBranch(definition, listContext()),
    }));
});

describe("a list view of Salesforce's", () => {
  const condition = {
    conjunction: "and",
    conditions: [
      { field: "Title", operator: "like", values: ["'%VP%'"] },
      {
        condition: {
          field: "Certified_On__c",
          operator: "greaterThan",
          values: ["LAST_N_DAYS:30"],
        },
      },
    ],
  };
  it("with hostile values is translated, or what cannot be is named", () =>
    expectHarmless({
      inputs: mutatedJson([condition]),
      read: (given) =>
        ruleFromListView(
          { entity: "Contact", scope: "everything", condition: given },
          orgContext(),
        ),
    }));
});

describe("SQL", () => {
  const statements = [
    "tier = 'Gold' AND (score BETWEEN 1 AND 5 OR NOT nickname LIKE '%a\\_b%')",
    "WHERE certifiedAt > '2026-01-01' and courses is not null or tier in ('a', 'b', 'c')",
    `${"(".repeat(60)}score = 1${")".repeat(60)}`,
    Array.from({ length: 200 }, (_, at) => `score = ${at}`).join(" OR "),
  ];
  it("broken anywhere is read, or refused with reasons", () =>
    expectHarmless({
      inputs: mutatedBytes(statements),
      read: (sql) => {
        const read = ruleFromSql(text(sql), typedRules());
        expect(read.ok || read.problems.length > 0).toBe(true);
      },
    }));
});

describe("a file of CSV", () => {
  const files = ['id,email,"a ""b"""\r\n1,ann@acme.test,"x\ny"\n', `a,b\n${"1,2\n".repeat(300)}`];
  it("broken anywhere is read, or refused with its line", () =>
    expectHarmless({
      inputs: mutatedBytes(files),
      read: (file) => {
        try {
          return readCsv(text(file));
        } catch (error) {
          if (/^Error: line \d+: /.test(String(error))) return [];
          throw error;
        }
      },
    }));
});

describe("a duration", () => {
  const durations = fc.oneof(
    fc.string(),
    mutatedBytes(["P1Y2M3W4DT5H6M7S", "P30D"]).map(text),
    fc.nat(100_000).map((length) => `P${"1".repeat(length)}D`),
  );
  it("is read or not", () =>
    expectHarmless({
      inputs: durations,
      read: (given) => [parseDuration(given), describeDuration(given)],
    }));
});

describe("a mapping by whoever connects a source", () => {
  const hostile = [
    "[1..10000000]",
    "$map([1..100000], function($i) { $map([1..100000], function($j) { $i }) })",
    "($f := function($n) { $f($n) + 1 }; $f(1))",
    "($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f(1000000))",
    '($s := "a"; $f := function($n) { $n = 0 ? $s : $f($n - 1) & $f($n - 1) }; $f(40))',
    '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)',
    '$replace($join([1..5000].("a")), /(.*)*x/, "b")',
    '$pad("a", 1000000000)',
    "**.**.**.**",
    '{"__proto__": {"polluted": true}}',
    '$merge([{"__proto__": {"polluted": true}}, {"constructor": {"prototype": {"x": 1}}}])',
    '$spread($).constructor.constructor("return process")()',
    "$constructor",
    "$toString()",
    "$lookup($, 'constructor')",
    "$lookup($, '__proto__')",
    '$formatNumber(1e300, "#,##0.00000000000000000000")',
    "$sort([1..10000], function($a, $b) { true })",
    "$string($$)",
    "$each($, function($v, $k) { $string($v) & $k })",
  ];
  const payload = { data: { a: [1, 2, 3], b: "text".repeat(100) }, constructor: "x" };

  it.each(hostile)("ends soon, whatever it asks for: %s", (mapping) =>
    expectHarmless({
      inputs: fc.constant(mapping),
      read: (given) => applyMapping(given, payload, 0),
      refuses: Problem,
      atMost: 3_000,
      runs: 1,
    }),
  );

  it("broken anywhere answers, or says why not", () =>
    expectHarmless({
      inputs: mutatedBytes([
        '{"object": "contact", "id": $string(data.id), "attributes": data.{ "tier": tier }}',
        "data.a[$ > 1].($ * 2) ~> $sum()",
        '$map(data.a, function($x) { {"id": $string($x), "at": $instant(data.at)} })',
      ]),
      read: (mapping) => applyMapping(text(mapping), payload, 0),
      refuses: Problem,
      atMost: 3_000,
      runs: 60,
    }));
});
