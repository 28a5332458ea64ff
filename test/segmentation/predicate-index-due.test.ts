import { expect, it } from "vitest";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { PredicateIndex } from "../../shared/segmentation/index/predicate-index.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { randomPopulation } from "./random-population.ts";
import { start } from "./random-record.ts";
import { randomRuleOver } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";

const day = 86_400_000;
const horizon = 500 * day;
const worlds = trialsOf(60);
const rulesPerWorld = 12;

it("no membership turns by time alone before the next due instant", () => {
  const seed = seedOf("next due");
  const random = new Random(seed);
  const { records } = randomPopulation({ contact: 20, company: 20 }, random);
  let early = 0;
  let dues = 0;
  for (let round = 0; round < worlds; round += 1) {
    const object = random.pick(["contact", "company"] as const);
    const context = { ...randomContext(object), zone: random.pick(["UTC", "Europe/Berlin"]) };
    const index = new PredicateIndex(context);
    const compiled = random.list(rulesPerWorld, () => {
      const parsed = parseRule(randomRuleOver(object, random), context);
      return parsed.ok ? parsed.rule : { combinator: "and" as const, rules: [] };
    });
    const rules = compiled.map((rule, ordinal) => {
      index.add(ordinal, rule);
      return compileRule(rule, context);
    });
    const record = random.pick(records[object]);
    const membersAt = (at: number) =>
      rules.flatMap((rule, ordinal) => (rule.evaluate(record, at) === true ? [ordinal] : []));
    let now = start - random.below(40) * day;
    for (let steps = 0; steps < 30; steps += 1) {
      const due = index.nextDue(record, now);
      const members = membersAt(now);
      const until = Math.min(due ?? now + horizon, now + horizon);
      const looks = random.list(8, () => now + Math.floor(random.next() * (until - now)));
      for (const at of [...looks, until - 1])
        expect(membersAt(at), `seed ${seed}, world ${round}, now ${now}, at ${at}`).toEqual(
          members,
        );
      if (due === undefined) break;
      dues += 1;
      if (String(membersAt(due)) === String(members)) early += 1;
      now = due;
    }
  }
  expect(dues).toBeGreaterThan((200 / 60) * worlds);
  expect(early).toBeLessThan(dues);
});
