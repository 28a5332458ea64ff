import type { Program } from "../contracts/program.ts";
import { isByChance, type ProgramResults } from "../flow/measure-program.ts";
import { compareGroups } from "../programs/measurement/compare-groups.ts";
import { meanInterval } from "../programs/measurement/mean.ts";
import type { OutcomeTally } from "../programs/measurement/outcome-tally.ts";
import type { CountedOutcome } from "../programs/measurement/program-tally.ts";
import { type Proportion, rateOf, wilsonInterval } from "../programs/measurement/proportion.ts";
import type { TouchProperty } from "../programs/measurement/touches.ts";
import type { TrialGroup } from "../programs/measurement/trial-group.ts";
import { describeLift, describeRate, describeShortage } from "../programs/measurement/words.ts";
import { iso } from "./instant.ts";
import type { Comparison, OutcomeResult, Results } from "./results-schema.ts";

interface Asked {
  readonly detect: number;
  readonly touch: TouchProperty | undefined;
}

/** One group with its part of an outcome. */
interface Arm extends TrialGroup {
  readonly tally: OutcomeTally;
}

export function viewResults(program: Program, found: ProgramResults, asked: Asked): Results {
  const { tally, object, erased, covered, asOf, from } = found;
  return {
    programId: program.id,
    name: program.name,
    object,
    asOf: iso(asOf),
    from: iso(from),
    exact: covered === 1,
    covered,
    erased,
    notes: notesOf(program),
    groups: tally.groups.map(({ name, heldOut, people }) => ({ group: name, heldOut, people })),
    outcomes: tally.outcomes.map((each) => viewOutcome(program, found, each, asked)),
  };
}

function notesOf(program: Program): string[] {
  return [
    ...((program.outcomes ?? []).length > 0
      ? []
      : ["Declare the program's outcomes, so that there is something to count."]),
    ...(isByChance(program)
      ? []
      : ["Companies are counted, while its groups are made of people: they are not compared."]),
    ...(program.objects.length < 2
      ? []
      : ["Only people in its segments of contacts are counted, not those of its companies."]),
  ];
}

function viewOutcome(
  program: Program,
  { tally, segments }: ProgramResults,
  { outcome, groups, segments: bySegment, touches }: CountedOutcome,
  { detect, touch }: Asked,
): OutcomeResult {
  const arms = tally.groups.flatMap(({ name, heldOut }, at): Arm[] =>
    groups[at] === undefined ? [] : [{ name, heldOut, tally: groups[at] }],
  );
  const adds = outcome.kind === "sum";
  const { name, within } = outcome;
  return {
    name,
    within,
    ...compared(program, outcome, arms, detect),
    groups: arms.map((arm) => ({
      group: arm.name,
      heldOut: arm.heldOut,
      ...rateFields(arm.tally),
      days: daysOf(arm.tally),
      sum: adds ? sumOf(arm.tally) : undefined,
    })),
    segments: segments.flatMap((segment) => {
      const counted = program.include.includes(segment.id) ? bySegment.get(segment.id) : undefined;
      if (counted === undefined) return [];
      return [{ segmentId: segment.id, name: segment.name, ...rateFields(counted) }];
    }),
    touches:
      touch === undefined
        ? undefined
        : {
            by: touch,
            first: ranked(touches.first),
            last: ranked(touches.last),
            none: touches.none,
          },
  };
}

type Compared = Pick<OutcomeResult, "summary" | "warnings" | "lift" | "betweenVariants">;

/** Only groups that chance made are compared; only with a holdout something is said of the program. */
function compared(
  program: Program,
  outcome: CountedOutcome["outcome"],
  arms: readonly Arm[],
  detect: number,
): Compared {
  const treated = arms.filter(({ heldOut }) => !heldOut);
  const holdout = arms.find(({ heldOut }) => heldOut);
  const variants = treated.filter(({ name }) =>
    (program.variants ?? []).some((each) => each.name === name),
  );
  const pairs = (holdout === undefined ? [] : treated.map((arm) => [arm, holdout] as const)).map(
    (pair) => comparedPair(pair, outcome, detect),
  );
  const [base, ...others] = variants;
  const between = (base === undefined ? [] : others.map((arm) => [arm, base] as const)).map(
    (pair) => comparedPair(pair, outcome, detect),
  );
  const names = variants.map(({ name }) => name);
  return {
    summary:
      holdout === undefined
        ? describeRate(outcome, together(treated), names)
        : pairs.map(({ lift }) => lift).join(" "),
    warnings: [...pairs, ...between].flatMap(({ shortage }) => shortage ?? []),
    lift: holdout === undefined ? undefined : pairs.map(({ comparison }) => comparison),
    betweenVariants: between.length === 0 ? undefined : between.map(({ comparison }) => comparison),
  };
}

function comparedPair(
  [one, other]: readonly [Arm, Arm],
  outcome: CountedOutcome["outcome"],
  detect: number,
) {
  const found = compareGroups(one.tally, other.tally, detect);
  const proportions = [one.tally.proportion, other.tally.proportion] as const;
  const { difference, differenceInterval, ratio, ratioInterval, hasEnough, needed, mean } = found;
  const comparison: Comparison = {
    group: one.name,
    against: other.name,
    difference,
    differenceInterval,
    ratio,
    ratioInterval,
    perPerson: outcome.kind === "sum" ? mean : undefined,
    needed: { group: needed.first, against: needed.second },
    hasEnough,
  };
  return {
    comparison,
    lift: describeLift(outcome, one.name, ...proportions, found),
    shortage: describeShortage([one.name, other.name], proportions, found, detect),
  };
}

function together(arms: readonly Arm[]): Proportion {
  const parts = arms.map(({ tally }) => tally.proportion);
  return {
    reached: parts.reduce((sum, { reached }) => sum + reached, 0),
    of: parts.reduce((sum, part) => sum + part.of, 0),
  };
}

function rateFields(tally: OutcomeTally) {
  const { proportion, open, before } = tally;
  return {
    open,
    before,
    counted: proportion.of,
    reached: proportion.reached,
    rate: proportion.of === 0 ? undefined : rateOf(proportion),
    interval: wilsonInterval(proportion),
  };
}

function daysOf({ days }: OutcomeTally) {
  return days && { q1: days.lower, median: days.median, q3: days.upper };
}

function sumOf({ amounts }: OutcomeTally) {
  const { people, mean } = amounts;
  return { total: mean * people, perPerson: mean, interval: meanInterval(amounts) };
}

const mostTouches = 50;

function ranked(counts: ReadonlyMap<string, number>) {
  return [...counts]
    .map(([value, people]) => ({ value, people }))
    .toSorted((one, other) => other.people - one.people || (one.value < other.value ? -1 : 1))
    .slice(0, mostTouches);
}
