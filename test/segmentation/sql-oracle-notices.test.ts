import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { SegmentationRecord, Truth } from "../../shared/segmentation/record.ts";
import {
  type Answer,
  askEngine,
  disagreement,
  type Question,
  randomQuestion,
} from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { randomContext } from "./random-words.ts";
import { SqlOracle } from "./sql-oracle.ts";
import { WrittenGroup } from "./written-rule.ts";

/** Each word and one that an engine could take it for, the values staying as they are. */
const mistaken: Readonly<Record<string, string>> = {
  "=": "!=",
  "!=": "=",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  contains: "beginsWith",
  beginsWith: "endsWith",
  endsWith: "contains",
  doesNotContain: "doesNotBeginWith",
  doesNotBeginWith: "doesNotEndWith",
  doesNotEndWith: "doesNotContain",
  null: "notNull",
  notNull: "null",
  in: "notIn",
  notIn: "in",
  between: "notBetween",
  notBetween: "between",
  containsAny: "containsAll",
  containsNone: "isNotExactly",
  containsAll: "isExactly",
  isExactly: "containsAll",
  isNotExactly: "containsNone",
  before: "on",
  after: "on",
  on: "after",
  notOn: "before",
  inLast: "inNext",
  notInLast: "notInNext",
  inNext: "inLast",
  notInNext: "notInLast",
  inCurrent: "inPrevious",
  notInCurrent: "notInFollowing",
  inPrevious: "inCurrent",
  notInPrevious: "notInCurrent",
  inFollowing: "inCurrent",
  notInFollowing: "notInPrevious",
  anniversaryInNext: "anniversaryInLast",
  notAnniversaryInNext: "notAnniversaryInLast",
  anniversaryInLast: "anniversaryInNext",
  notAnniversaryInLast: "notAnniversaryInNext",
  withinAfter: "withinBefore",
  notWithinAfter: "notWithinBefore",
  withinBefore: "withinAfter",
  notWithinBefore: "notWithinAfter",
  changedInLast: "updatedInLast",
  notChangedInLast: "notUpdatedInLast",
  updatedInLast: "changedInLast",
  notUpdatedInLast: "notChangedInLast",
  hasEverBeen: "hasNeverBeen",
  hasNeverBeen: "hasEverBeen",
  inSplit: "notInSplit",
  notInSplit: "inSplit",
  sequence: "notSequence",
  notSequence: "sequence",
  all: "some",
  some: "all",
  none: "all",
  atLeast: "exactly",
  atMost: "exactly",
  exactly: "atMost",
  first: "last",
  last: "first",
  sum: "max",
  min: "max",
  max: "min",
  average: "max",
  and: "or",
  or: "and",
  quarter: "month",
  week: "month",
};
const positions = ["operator", "mode", "function", "which", "combinator", "value"];

const Counted = z.looseObject({
  aggregate: z.looseObject({ function: z.literal("count") }),
  value: z.number(),
});

/** An engine with a fault; words instead of an answer where it does not show. */
type Faulty = (question: Question) => Answer | string;

/** One that rewrites every part of a rule that stands under a key. */
function faultyRule(part: (key: string, value: unknown) => unknown): Faulty {
  return (question) => {
    const given = JSON.stringify(question.rule);
    const taken = JSON.stringify(JSON.parse(given, part));
    if (taken === given) return "It takes this rule as it is.";
    return askEngine({ ...question, rule: WrittenGroup.parse(JSON.parse(taken)) });
  };
}

function faultyRecord(change: (record: SegmentationRecord) => SegmentationRecord): Faulty {
  return (question) => {
    const answer = askEngine(question);
    return typeof answer === "string" ? answer : (record) => answer(change(record));
  };
}

function without(name: string): Faulty {
  return faultyRule((key, value) => (key === name ? undefined : value));
}

function deaf(answer: Answer | string, mishear: (truth: Truth) => Truth): Answer | string {
  return typeof answer === "string" ? answer : (record) => mishear(answer(record));
}

const faults: Readonly<Record<string, Faulty>> = {
  ...Object.fromEntries(
    Object.entries(mistaken).map(([word, other]) => [
      `takes ${word} for ${other}`,
      faultyRule((key, value) => (positions.includes(key) && value === word ? other : value)),
    ]),
  ),
  "leaves out not": without("not"),
  "leaves out includeMissing": without("includeMissing"),
  "leaves out coalesce": without("coalesce"),
  "leaves out where": without("where"),
  "leaves out within": without("within"),
  "compares with the name of a field": without("valueSource"),
  "counts one too many": faultyRule((key, value) =>
    key === "threshold" && typeof value === "number" ? value + 1 : value,
  ),
  "counts one element too few": faultyRule((_, value) => {
    const counted = Counted.safeParse(value).data;
    return counted === undefined ? value : { ...counted, value: counted.value + 1 };
  }),
  "asks for steps in the other order": faultyRule((key, value) =>
    key === "steps" && Array.isArray(value) ? value.toReversed() : value,
  ),
  "splits by another salt": faultyRule((key, value) =>
    key === "salt" ? `${String(value)}.` : value,
  ),
  "takes unknown for false": (question) => deaf(askEngine(question), (truth) => truth ?? false),
  "is a millisecond late": ({ now, ...question }) => askEngine({ ...question, now: now + 1 }),
  "is a day late": ({ now, ...question }) => askEngine({ ...question, now: now + 86_400_000 }),
  "sees only the first company": faultyRecord(({ companies = [], ...record }) => ({
    ...record,
    companies: companies.slice(0, 1),
  })),
  "sees only the parent": faultyRecord(({ ancestors = [], ...record }) => ({
    ...record,
    ancestors: ancestors.slice(0, 1),
  })),
  "counts a company among its ancestors": faultyRecord((record) => ({
    ...record,
    ancestors: [...(record.ancestors ?? []), record],
  })),
  "forgets the past but the latest": faultyRecord((record) => ({
    ...record,
    past: { get: (name) => record.past?.get(name)?.slice(-1) },
  })),
};

const questionCount = 6_000;

describe("the SQL database notices an engine that", () => {
  const random = new Random(seedOf("SQL oracle notices"));
  const population = randomPopulation({ contact: 60, company: 40 }, random);
  const oracle = new SqlOracle(population, randomContext("contact"));
  afterAll(() => oracle.close());
  const questions = Array.from({ length: questionCount }, (_, at) =>
    randomQuestion(at % 2 === 0 ? "contact" : "company", random),
  );

  const known = new Map<Question, ReadonlyMap<string, Truth>>();
  const truthsOf = (question: Question) => {
    const truths =
      known.get(question) ?? oracle.truths(question.rule, question.object, question.now);
    known.set(question, truths);
    return truths;
  };

  it.each(Object.entries(faults))("%s", (_, faulty) => {
    const noticed = questions.some((question) => {
      const answer = faulty(question);
      if (typeof answer === "string") return false;
      const records = population.records[question.object];
      return disagreement(answer, truthsOf(question), records) !== undefined;
    });
    expect(noticed).toBe(true);
  });
});
