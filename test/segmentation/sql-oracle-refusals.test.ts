import { afterAll, describe, expect, it } from "vitest";
import { objectKinds } from "../../shared/segmentation/record.ts";
import { askEngine, isFairRefusal, randomNow } from "./oracle-comparison.ts";
import { Random, seedOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { randomClash } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";
import { SqlOracle } from "./sql-oracle.ts";

const ruleCount = 6_000;

describe("a rule that the engine refuses as pointless", () => {
  const random = new Random(seedOf("SQL oracle refusals"));
  const population = randomPopulation({ contact: 200, company: 200 }, random);
  const oracle = new SqlOracle(population, randomContext("contact"));
  afterAll(() => oracle.close());

  it(`matches nobody or everybody in a SQL database, among ${ruleCount} rules whose conditions clash`, () => {
    const refused = { nobody: 0, everybody: 0 };
    for (let at = 0; at < ruleCount; at++) {
      const object = random.pick(objectKinds);
      const rule = randomClash(object, random);
      const now = randomNow(random);
      const words = askEngine({ rule, object, now });
      if (typeof words !== "string") continue;
      refused[/\beverybody\b/i.test(words) ? "everybody" : "nobody"]++;
      if (isFairRefusal(words, oracle.truths(rule, object, now))) continue;
      throw new Error(`${words}\n${JSON.stringify(rule)}`);
    }
    expect(refused.nobody).toBeGreaterThan(ruleCount / 50);
    expect(refused.everybody).toBeGreaterThan(ruleCount / 200);
  });
});
