import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { attributeTypes, type RuleContext } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { behaviour, contactRules, recordOf } from "./records.ts";

const folder = join(import.meta.dirname, "../conformance/segmentation");
const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Value = z.union([Scalar, z.array(z.string())]);
const Truth = z.boolean().nullable();
const Settings = z.object({
  zone: z.string().optional(),
  now: z.string().optional(),
  types: z.record(z.string(), z.enum(attributeTypes)).optional(),
});
const RuleUnderTest = Settings.extend({
  name: z.string(),
  rule: z.unknown().optional(),
  condition: z.looseObject({ field: z.string() }).optional(),
});
const Case = RuleUnderTest.extend({
  rows: z.array(z.tuple([Value.nullable(), Truth])).default([]),
  records: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        now: z.string().optional(),
        attributes: z.record(z.string(), Value).default({}),
        behaviours: z
          .array(
            z.object({
              name: z.string(),
              at: z.string(),
              properties: z.record(z.string(), Scalar),
            }),
          )
          .default([]),
        expect: Truth,
        leaves: z.string().nullable().optional(),
      }),
    )
    .default([]),
});
const Suite = Settings.extend({ suite: z.string(), cases: z.array(Case) });
const RefusedSuite = Settings.extend({
  suite: z.string(),
  cases: z.array(RuleUnderTest.extend({ pointer: z.string() })),
});

function read(pattern: string): unknown[] {
  const files = globSync(pattern, { cwd: folder });
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

function ruleOf({ rule, condition }: z.infer<typeof RuleUnderTest>): unknown {
  return rule ?? { combinator: "and", rules: [condition] };
}

function recordsOf({ rows, records, condition }: z.infer<typeof Case>) {
  const field = condition?.field ?? "";
  const short = rows.map(([value, truth]) => ({
    attributes: value === null ? {} : { [field]: value },
    behaviours: [],
    expect: truth,
    id: undefined,
    now: undefined,
    leaves: undefined,
  }));
  return [...short, ...records];
}

const suites = read("*.json").map((each) => Suite.parse(each));
const size = suites.flatMap(({ cases }) => cases.flatMap(recordsOf)).length;

it(`the suites hold at least 200 cases (${size})`, () => {
  expect(size).toBeGreaterThanOrEqual(200);
});

describe.each(suites)("$suite", (suite) => {
  it.each(suite.cases)("$name", (test) => {
    const { zone = "UTC", now = "2026-11-22T10:00:00Z", types = {} } = { ...suite, ...test };
    const context = contactRules(Object.entries(types), zone);
    const compiled = compileRule(accepted(ruleOf(test), context), context);
    for (const each of recordsOf(test)) {
      const behaviours = each.behaviours.map(({ name, at, properties }) =>
        behaviour(name, Date.parse(at), properties),
      );
      const record = recordOf(each.attributes, behaviours, each.id);
      const instant = Date.parse(each.now ?? now);
      expect(compiled.evaluate(record, instant), JSON.stringify(each)).toBe(each.expect);
      if (each.leaves === undefined) continue;
      const flip = compiled.nextFlip(record, instant);
      const leaves = each.leaves === null ? undefined : Date.parse(each.leaves);
      expect(flip, JSON.stringify(each)).toBe(leaves);
    }
  });
});

function accepted(input: unknown, context: RuleContext): RuleGroup {
  const parsed = parseRule(input, context);
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return parsed.rule;
}

const refusals = read("refused/*.json").map((each) => RefusedSuite.parse(each));

describe.each(refusals)("$suite", (suite) => {
  it.each(suite.cases)("$name", (test) => {
    const types = new Map(Object.entries(test.types ?? suite.types ?? {}));
    expect(parseRule(ruleOf(test), contactRules(types))).toMatchObject({
      ok: false,
      problems: [{ pointer: test.pointer }],
    });
  });
});
