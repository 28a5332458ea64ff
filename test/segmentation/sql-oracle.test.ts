import { afterAll, describe, expect, it } from "vitest";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";
import { type ObjectKind, objectKinds, type Truth } from "../../shared/segmentation/record.ts";
import { aggregateFunctions, matchModes } from "../../shared/segmentation/rule.ts";
import {
  askEngine,
  disagreement,
  isFairRefusal,
  randomQuestion,
  told,
} from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { randomContext } from "./random-words.ts";
import { SqlOracle } from "./sql-oracle.ts";

const populations = 4;
const sizes = { contact: 100, company: 60 } as const;
const rulesOf = 300;
/** Fewer than there are, since some of the rules are refused. */
const pairs = 150_000;
const words = [...operatorNames, ...matchModes, ...aggregateFunctions];
const random = new Random(seedOf("SQL oracle"));
const seen = new Map<Truth, number>();
const used = new Map<string, number>();

function note(rule: unknown): void {
  const texts = new Set(JSON.stringify(rule).match(/[<>=!]+|\w+/g));
  for (const each of texts) used.set(each, (used.get(each) ?? 0) + 1);
}

describe(`a SQL database agrees on over ${pairs} pairs of random rules and profiles`, () => {
  describe.each(Array.from({ length: populations }, (_, at) => at + 1))("population %i", () => {
    const population = randomPopulation(sizes, random);
    const oracle = new SqlOracle(population, randomContext("contact"));
    afterAll(() => oracle.close());

    it.each<ObjectKind>(objectKinds)("on rules over each %s", (object) => {
      for (let at = 0; at < rulesOf; at++) {
        const question = randomQuestion(object, random);
        const answer = askEngine(question);
        const truths = oracle.truths(question.rule, object, question.now);
        if (typeof answer === "string") {
          if (!isFairRefusal(answer, truths))
            throw new Error(`${answer}\n${JSON.stringify(question.rule)}`);
          continue;
        }
        note(question.rule);
        for (const truth of truths.values()) seen.set(truth, (seen.get(truth) ?? 0) + 1);
        if (disagreement(answer, truths, population.records[object]) === undefined) continue;
        expect.fail(told(question, oracle, population));
      }
    });
  });

  it("with every word of the language and every truth often enough", () => {
    expect(words.filter((word) => (used.get(word) ?? 0) < 10)).toEqual([]);
    for (const truth of [true, false, null]) {
      expect(seen.get(truth), `how often ${truth}`).toBeGreaterThan(pairs / 10);
    }
    expect([...seen.values()].reduce((sum, each) => sum + each)).toBeGreaterThan(pairs);
  });
});
