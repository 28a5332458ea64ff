import { expect, it } from "vitest";
import { type CompiledRule, compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";
import { relatedPaths } from "../../shared/segmentation/fields.ts";
import { PredicateIndex } from "../../shared/segmentation/index/predicate-index.ts";
import { parseRule } from "../../shared/segmentation/parse/parse-rule.ts";
import type { ObjectKind, SegmentationRecord } from "../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import { Random, seedOf, trialsOf } from "./random.ts";
import { randomStep } from "./random-history.ts";
import { randomPopulation } from "./random-population.ts";
import { start } from "./random-record.ts";
import { randomRuleOver } from "./random-rule.ts";
import { randomContext } from "./random-words.ts";

const hour = 3_600_000;
const leaps = [1, hour, 24 * hour, 31 * 24 * hour];

interface Known {
  readonly rule: RuleGroup;
  readonly compiled: CompiledRule;
}

/** An index, and beside it every rule by itself. */
class World {
  readonly #object: ObjectKind;
  readonly #random: Random;
  readonly index: PredicateIndex;
  readonly rules = new Map<number, Known>();

  constructor(object: ObjectKind, random: Random) {
    this.#object = object;
    this.#random = random;
    this.index = new PredicateIndex(randomContext(object));
  }

  edit(): void {
    const ordinal = this.#random.below(50);
    if (this.#random.chance(0.2)) {
      this.index.remove(ordinal);
      this.rules.delete(ordinal);
      return;
    }
    const context = randomContext(this.#object);
    const parsed = parseRule(randomRuleOver(this.#object, this.#random), context);
    if (!parsed.ok) return;
    this.index.add(ordinal, parsed.rule);
    this.rules.set(ordinal, { rule: parsed.rule, compiled: compileRule(parsed.rule, context) });
  }

  /** Every field of related profiles that some rule reads. */
  related(): string[] {
    const reads = [...this.rules.values()].flatMap(({ compiled }) => [...compiled.reads]);
    return reads.filter((field) => relatedPaths.some((path) => field.startsWith(`${path}.`)));
  }

  members(record: SegmentationRecord, now: number): Set<number> {
    const all = [...this.rules].filter(
      ([, { compiled }]) => compiled.evaluate(record, now) === true,
    );
    return new Set(all.map(([ordinal]) => ordinal));
  }
}

function assertMembers(
  { index }: World,
  record: SegmentationRecord,
  now: number,
  members: ReadonlySet<number>,
): void {
  expect(new Set(index.members(record, now))).toEqual(members);
}

/** In one set and not in the other, ascending. */
function without(one: ReadonlySet<number>, other: ReadonlySet<number>): number[] {
  return [...one].filter((ordinal) => !other.has(ordinal)).toSorted((a, b) => a - b);
}

const rounds = trialsOf(25);
const stepsPerRound = 400;
const longestMs = 60_000;

it.each(["contact", "company"] as const)(
  "flips of a %s = full recomputation, through random histories",
  (object) => {
    const seed = seedOf(`predicate index over a ${object}`);
    const random = new Random(seed);
    const { records } = randomPopulation({ contact: 30, company: 20 }, random);
    for (let round = 0; round < rounds; round += 1) {
      const world = new World(object, random);
      for (let rules = 0; rules < 40; rules += 1) world.edit();
      let record = random.pick(records[object]);
      let now = start;
      let members = world.members(record, now);
      for (let step = 0; step < stepsPerRound; step += 1) {
        if (random.chance(0.1)) {
          world.edit();
          members = world.members(record, now);
          assertMembers(world, record, now, members);
        }
        const next = randomStep(record, random.pick(records[object]), world.related(), random);
        const since = now;
        if (random.chance(0.2)) now += random.pick(leaps);
        const flips = world.index.flips({
          before: record,
          after: next.record,
          changed: next.changed,
          now,
          since,
        });
        const after = world.members(next.record, now);
        const told = {
          entered: flips.entered.toSorted((a, b) => a - b),
          exited: flips.exited.toSorted((a, b) => a - b),
        };
        const wanted = {
          entered: without(after, members),
          exited: without(members, after),
        };
        expect(told, `seed ${seed}, round ${round}, step ${step}`).toEqual(wanted);
        members = after;
        record = next.record;
      }
    }
  },
  longestMs,
);
