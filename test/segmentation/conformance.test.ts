import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CompiledRule, compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { RuleContext, SegmentationRecord } from "../../shared/segmentation/record.ts";
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
    const foretell = test.condition === undefined ? nextTurn : nextFlip;
    const asked = answersOf(test);
    const answers = asked.map((each) => {
      const record = recordOfCase(each, context);
      const instant = Date.parse(each.now ?? settings.now ?? "2026-11-22T10:00:00Z");
      return {
        truth: compiled.evaluate(record, instant),
        explained: compiled.explain(record, instant).truth,
        leaves: each.leaves === undefined ? undefined : foretell(compiled, record, instant),
      };
    });
    const wanted = asked.map(({ expect: truth, leaves }) => {
      return { truth, explained: truth, leaves: leaves && new Date(leaves).toISOString() };
    });
    expect(answers, JSON.stringify(asked, undefined, 1)).toEqual(wanted);
  });
});

function accepted(input: unknown, context: RuleContext): CompiledRule {
  const parsed = parseRule(input, context);
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return compileRule(parsed.rule, context);
}

/** When truth changes, as a single condition must foretell it; `null` for never. */
function nextFlip(compiled: CompiledRule, record: SegmentationRecord, now: number): string | null {
  const flip = compiled.nextFlip(record, now);
  return flip === undefined ? null : new Date(flip).toISOString();
}

/** Far more than any case needs. */
const mostFlips = 1000;

/** When truth changes, found by going from flip to flip, since a group's may come early. */
function nextTurn(compiled: CompiledRule, record: SegmentationRecord, now: number): string | null {
  const truth = compiled.evaluate(record, now);
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
