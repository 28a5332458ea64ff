import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CompiledRule, compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleContext, SegmentationRecord, Truth } from "../../shared/segmentation/record.ts";
import { answersOf, RefusedSuite, ruleOf, Suite } from "../conformance/segmentation/case-format.ts";
import { contextOf, recordOfCase } from "../conformance/segmentation/case-record.ts";

const folder = join(import.meta.dirname, "../conformance/segmentation");

function read(pattern: string): unknown[] {
  const files = globSync(pattern, { cwd: folder });
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")));
}

const suites = read("{*,populations/*}.json").map((each) => Suite.parse(each));
const refusals = read("refused/*.json").map((each) => RefusedSuite.parse(each));
const size = suites.flatMap(({ cases }) => cases).length;
const refused = refusals.flatMap(({ cases }) => cases).length;

it(`the suites hold at least 700 cases (${size}) and 120 refusals (${refused})`, () => {
  expect(size).toBeGreaterThanOrEqual(700);
  expect(refused).toBeGreaterThanOrEqual(120);
});

describe.each(suites)("$suite", (suite) => {
  it.each(suite.cases)("$name", (test) => {
    const settings = { ...suite, ...test };
    const context = contextOf(settings);
    const compiled = accepted(ruleOf(test), context);
    const answers = answersOf(test);
    const given = answers.map(({ expect, leaves, now, ...record }) => {
      const instant = Date.parse(now ?? settings.now ?? "2026-11-22T10:00:00Z");
      return answer(compiled, recordOfCase(record, context), instant, leaves !== undefined);
    });
    const wanted = answers.map(({ expect, leaves }) => {
      return { truth: expect, explained: expect, leaves: leaves && new Date(leaves).toISOString() };
    });
    expect(given, JSON.stringify(answers, undefined, 1)).toEqual(wanted);
  });
});

function accepted(input: unknown, context: RuleContext): CompiledRule {
  const parsed = parseRule(input, context);
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return compileRule(parsed.rule, context);
}

function answer(compiled: CompiledRule, record: SegmentationRecord, now: number, leaves: boolean) {
  const truth = compiled.evaluate(record, now);
  const explained = compiled.explain(record, now).truth;
  return { truth, explained, leaves: leaves ? nextTurn(compiled, record, now, truth) : undefined };
}

/** Far more than any case needs; a flip may be early, never late. */
const mostFlips = 1000;

/** When truth first differs, found by going from flip to flip; `null` for never. */
function nextTurn(
  compiled: CompiledRule,
  record: SegmentationRecord,
  now: number,
  truth: Truth,
): string | null {
  let instant = compiled.nextFlip(record, now);
  for (let flips = 0; instant !== undefined && flips < mostFlips; flips += 1) {
    if (compiled.evaluate(record, instant) !== truth) return new Date(instant).toISOString();
    instant = compiled.nextFlip(record, instant);
  }
  return null;
}

describe.each(refusals)("$suite", (suite) => {
  it.each(suite.cases)("$name", (test) => {
    const parsed = parseRule(ruleOf(test), contextOf({ ...suite, ...test }));
    const remedy = expect.stringMatching(/^.{10,}[.]$/s);
    expect(parsed).toEqual({
      ok: false,
      problems: [{ pointer: test.pointer, message: remedy }],
    });
  });
});
