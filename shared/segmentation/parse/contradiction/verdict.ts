import { formOf } from "../condition-form.ts";
import type { PlacedCondition, PlacedGroup, PlacedRule } from "../placed-rule.ts";
import type { Reading } from "../reading.ts";
import type { RuleProblem } from "../rule-problem.ts";
import type { Claim } from "./claim.ts";
import { claimOf } from "./claim-of.ts";
import { cannotAllHold, oneAlwaysHolds } from "./claims-meet.ts";
import { alwaysWords, neverWords, type Partner } from "./verdict-words.ts";

/** What is known of a part of a rule, with the problem to report where it is the whole. */
interface Verdict {
  readonly neverTrue: RuleProblem | undefined;
  readonly alwaysTrue: RuleProblem | undefined;
}

/**
 * Why a rule that was read matches nobody, or everybody, whatever the data and the time;
 * undefined where that is not shown. Looks at conditions side by side in one `and` or one
 * `or`: never wrong, but it does not see every such rule. A rule without conditions is fine.
 */
export function boundProblem(root: PlacedGroup, reading: Reading): RuleProblem | undefined {
  const { neverTrue, alwaysTrue } = groupVerdict(root, false, reading);
  return neverTrue ?? alwaysTrue;
}

/** A condition, or where `turned` its negation. */
interface Leaf {
  readonly placed: PlacedCondition;
  readonly turned: boolean;
  readonly claim: Claim | undefined;
}

/** What one `and`, or one `or`, joins. */
interface Joined {
  readonly leaves: readonly Leaf[];
  readonly groups: readonly Verdict[];
}

function groupVerdict(group: PlacedGroup, turned: boolean, reading: Reading): Verdict {
  const inverse = turned !== group.not;
  const joinsAll = (group.combinator === "and") !== inverse;
  const { leaves, groups } = gather(group, turned, joinsAll, reading);
  const verdicts = [...leaves.map((leaf) => leafVerdict(leaf, reading)), ...groups];
  const nevers = verdicts.map(({ neverTrue }) => neverTrue);
  const always = verdicts.map(({ alwaysTrue }) => alwaysTrue);
  return joinsAll
    ? { neverTrue: firstOf(nevers) ?? clash(leaves, reading), alwaysTrue: allOf(always) }
    : { neverTrue: allOf(nevers), alwaysTrue: firstOf(always) ?? cover(leaves, reading) };
}

function firstOf(problems: readonly (RuleProblem | undefined)[]): RuleProblem | undefined {
  return problems.find((problem) => problem !== undefined);
}

function allOf(problems: readonly (RuleProblem | undefined)[]): RuleProblem | undefined {
  return problems.includes(undefined) ? undefined : problems[0];
}

/** By De Morgan's laws, which hold for three truths too, negation is moved to the conditions. */
function gather(
  { members, not }: PlacedGroup,
  turned: boolean,
  joinsAll: boolean,
  reading: Reading,
): Joined {
  const inverse = turned !== not;
  const parts = members.map((member) => gatherMember(member, inverse, joinsAll, reading));
  return {
    leaves: parts.flatMap(({ leaves }) => leaves),
    groups: parts.flatMap(({ groups }) => groups),
  };
}

function gatherMember(
  member: PlacedRule,
  turned: boolean,
  joinsAll: boolean,
  reading: Reading,
): Joined {
  if (member.kind === "condition") {
    const leaf = { placed: member, turned, claim: claimOf(member, turned, reading) };
    return { leaves: [leaf], groups: [] };
  }
  const joinsAlike = ((member.combinator === "and") !== (turned !== member.not)) === joinsAll;
  return joinsAlike && member.members.length > 0
    ? gather(member, turned, joinsAll, reading)
    : { leaves: [], groups: [groupVerdict(member, turned, reading)] };
}

function leafVerdict({ placed, turned, claim }: Leaf, reading: Reading): Verdict {
  const { calendar } = reading;
  const { pointer } = placed;
  const alone = claim === undefined ? [] : [claim];
  const never = alone.length > 0 && cannotAllHold(alone, calendar);
  const always = alone.length > 0 && oneAlwaysHolds(alone, calendar);
  return {
    neverTrue: never
      ? { pointer, message: neverWords(placed, "alone") }
      : nestedNever(placed, turned, reading),
    alwaysTrue: always ? { pointer, message: alwaysWords(placed, "alone") } : undefined,
  };
}

/** Some element must satisfy a group that none can. */
function nestedNever(
  { condition, nested }: PlacedCondition,
  turned: boolean,
  reading: Reading,
): RuleProblem | undefined {
  const { match, operator } = condition;
  const form = formOf(condition).kind;
  const needsOne =
    form === "match" && match !== undefined
      ? !turned && (match.mode === "some" || (isCounted(match.mode) && (match.threshold ?? 0) > 0))
      : form === "sequence" && (operator === "sequence") !== turned;
  if (!needsOne || condition.includeMissing === true) return undefined;
  return firstOf(nested.map((group) => groupVerdict(group, false, reading).neverTrue));
}

function isCounted(mode: string): boolean {
  return mode === "atLeast" || mode === "exactly";
}

function clash(leaves: readonly Leaf[], reading: Reading): RuleProblem | undefined {
  return witness(leaves, (claims) => cannotAllHold(claims, reading.calendar), neverWords);
}

function cover(leaves: readonly Leaf[], reading: Reading): RuleProblem | undefined {
  return witness(leaves, (claims) => oneAlwaysHolds(claims, reading.calendar), alwaysWords);
}

/** The first condition with which those before it on the same subject are shown to be bound. */
function witness(
  leaves: readonly Leaf[],
  isBound: (claims: readonly Claim[]) => boolean,
  words: (placed: PlacedCondition, partner: Partner) => string,
): RuleProblem | undefined {
  const subjects = Map.groupBy(leaves, ({ claim }) => claim?.subject);
  subjects.delete(undefined);
  for (const alike of subjects.values()) {
    const claims = alike.flatMap(({ claim }) => claim ?? []);
    if (alike.length < 2 || !isBound(claims)) continue;
    const end = firstWhere(claims.length, (length) => isBound(claims.slice(0, length)));
    const last = alike[end - 1];
    if (last?.claim === undefined) continue;
    const { claim } = last;
    const partner = alike
      .slice(0, end - 1)
      .find((other) => other.claim !== undefined && isBound([other.claim, claim]));
    return {
      pointer: last.placed.pointer,
      message: words(last.placed, partner?.placed ?? "several"),
    };
  }
  return undefined;
}

/** The least length that holds, where every longer one does too. */
function firstWhere(longest: number, holds: (length: number) => boolean): number {
  let [low, high] = [1, longest];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
