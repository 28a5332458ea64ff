import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { ObjectKind, SegmentationRecord, Truth } from "../../shared/segmentation/record.ts";
import { smallerRules } from "./oracle/smaller-rules.ts";
import type { Random } from "./random.ts";
import type { Population } from "./random-population.ts";
import { start } from "./random-record.ts";
import { randomRuleOver, unbracketed } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";
import type { SqlOracle } from "./sql-oracle.ts";
import type { WrittenGroup } from "./written-rule.ts";

/** A rule and when it is asked. */
export interface Question {
  readonly rule: WrittenGroup;
  readonly object: ObjectKind;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export type Answer = (record: SegmentationRecord) => Truth;

const hour = 3_600_000;
/** Beside the start: its day's and its quarter's end, the days around, a leap day, a year's end. */
const clocks = [0, 0, 0, 1, -1, hour, 14 * hour - 1, 14 * hour, 24 * hour, -24 * hour].map(
  (later) => start + later,
);
const farClocks = [Date.UTC(2028, 1, 29, 12), Date.UTC(2027, 0, 1) - 1, Date.UTC(2026, 4, 31, 10)];

export function randomQuestion(object: ObjectKind, random: Random): Question {
  const rule = unbracketed(randomRuleOver(object, random), random);
  return { rule, object, now: randomNow(random) };
}

export function randomNow(random: Random): number {
  return random.pick(random.chance(0.9) ? clocks : farClocks);
}

/** What the engine says; the words of its refusal where it takes no such rule. */
export function askEngine({ rule, object, now }: Question): Answer | string {
  const context = randomContext(object);
  const parsed = parseRule(rule, context);
  if (!parsed.ok) return JSON.stringify(parsed.problems);
  const compiled = compileRule(parsed.rule, context);
  return (record) => compiled.evaluate(record, now);
}

/** Whether SQL too finds that the refused rule matches nobody, or everybody. */
export function isFairRefusal(words: string, truths: ReadonlyMap<string, Truth>): boolean {
  const found = [...truths.values()];
  if (/\bnobody\b/i.test(words)) return !found.includes(true);
  if (/\beverybody\b/i.test(words)) return found.every((truth) => truth === true);
  return words.includes("the one that is measured");
}

export interface Disagreement {
  readonly record: SegmentationRecord;
  readonly engine: Truth;
  readonly sql: Truth | undefined;
}

/** The first record on which the two do not agree. */
export function disagreement(
  answer: Answer,
  truths: ReadonlyMap<string, Truth>,
  records: readonly SegmentationRecord[],
): Disagreement | undefined {
  for (const record of records) {
    const [engine, sql] = [answer(record), truths.get(record.id)];
    if (engine !== sql) return { record, engine, sql };
  }
  return undefined;
}

/** Asks both about a rule. */
export function compared(
  question: Question,
  oracle: SqlOracle,
  { records }: Population,
): Disagreement | undefined {
  const answer = askEngine(question);
  if (typeof answer === "string") return undefined;
  const truths = oracle.truths(question.rule, question.object, question.now);
  return disagreement(answer, truths, records[question.object]);
}

/** The smallest rule found that they still disagree on, and how, for whoever repairs it. */
export function told(question: Question, oracle: SqlOracle, population: Population): string {
  let smallest = question;
  for (let next: Question | undefined = smallest; next !== undefined; ) {
    smallest = next;
    next = smallerRules(smallest.rule)
      .map((rule) => ({ ...question, rule }))
      .find((each) => compared(each, oracle, population) !== undefined);
  }
  const { record, engine, sql } = compared(smallest, oracle, population) ?? {};
  return [
    `${record?.id} at ${new Date(question.now).toISOString()}: engine ${engine}, SQL ${sql}`,
    JSON.stringify(smallest.rule),
    JSON.stringify(record, (_, value: unknown) =>
      value instanceof Map || value instanceof Set ? [...value] : value,
    ),
  ].join("\n");
}
