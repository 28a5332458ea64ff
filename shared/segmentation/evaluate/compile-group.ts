import type { Truth } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import type { CompiledNode } from "./compiled-node.ts";
import { flipsAt } from "./explanation.ts";
import { atLeastFlip, negate, never } from "./truth.ts";

/** Joins compiled members: `and` holds while all of them do, `or` while one does. */
export function compileGroup<Subject>(
  group: RuleGroup,
  children: readonly CompiledNode<Subject>[],
): CompiledNode<Subject> {
  const not = group.not === true;
  const joined = group.combinator === "and" ? conjunction(children) : disjunction(children);
  const threshold = group.combinator === "and" ? children.length : 1;
  const truth = (subject: Subject, now: number): Truth =>
    not ? negate(joined(subject, now)) : joined(subject, now);
  const timed = children.some((child) => child.timed);
  const flip = (subject: Subject, now: number): number =>
    timed
      ? atLeastFlip(
          threshold,
          children.map((child) => child.truth(subject, now)),
          children.map((child) => child.flip(subject, now)),
        )
      : never;
  return {
    timed,
    truth,
    flip,
    explain: (subject, now) => ({
      kind: "group",
      combinator: group.combinator,
      not,
      truth: truth(subject, now),
      ...flipsAt(flip(subject, now)),
      children: children.map((child) => child.explain(subject, now)),
    }),
  };
}

type Evaluate<Subject> = (subject: Subject, now: number) => Truth;

function conjunction<Subject>(children: readonly CompiledNode<Subject>[]): Evaluate<Subject> {
  return (subject, now) => {
    let truth: Truth = true;
    for (const child of children) {
      const next = child.truth(subject, now);
      if (next === false) return false;
      if (next === null) truth = null;
    }
    return truth;
  };
}

function disjunction<Subject>(children: readonly CompiledNode<Subject>[]): Evaluate<Subject> {
  return (subject, now) => {
    let truth: Truth = false;
    for (const child of children) {
      const next = child.truth(subject, now);
      if (next === true) return true;
      if (next === null) truth = null;
    }
    return truth;
  };
}
