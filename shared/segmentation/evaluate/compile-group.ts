import type { SegmentationRecord, Truth } from "../record.ts";
import { type Condition, isGroup, type Rule, type RuleGroup } from "../rule.ts";
import type { Asked, CompiledNode } from "./compiled-node.ts";
import { flipsAt } from "./explanation.ts";
import { settled } from "./settled-flip.ts";
import { atLeastFlip, negate, never } from "./truth.ts";

/** Compiles a rule whose conditions are all about one kind of subject. */
export function compileTree<Subject>(
  rule: Rule,
  compile: (condition: Condition) => CompiledNode<Subject>,
): CompiledNode<Subject> {
  if (!isGroup(rule)) return compile(rule);
  return compileGroup(
    rule,
    rule.rules.map((member) => compileTree(member, compile)),
  );
}

/** Joins compiled members: `and` holds while all of them do, `or` while one does. */
function compileGroup<Subject>(
  group: RuleGroup,
  children: readonly CompiledNode<Subject>[],
): CompiledNode<Subject> {
  const not = group.not === true;
  const truths = children.map((child) => child.truth);
  const joined = group.combinator === "and" ? conjunction(truths) : disjunction(truths);
  const truth: Asked<Subject, Truth> = not
    ? (subject, now, owner) => negate(joined(subject, now, owner))
    : joined;
  const timed = children.some((child) => child.timed);
  const flip = timed ? groupFlip(group, children) : () => never;
  const shown = settled({ timed, truth, flip });
  return {
    timed,
    truth,
    flip,
    explain: (subject, now, owner) => ({
      kind: "group",
      combinator: group.combinator,
      not,
      truth: truth(subject, now, owner),
      ...flipsAt(shown.flip(subject, now, owner)),
      children: children.map((child) => child.explain(subject, now, owner)),
    }),
  };
}

function groupFlip<Subject>(
  { combinator }: RuleGroup,
  children: readonly CompiledNode<Subject>[],
): Asked<Subject, number> {
  const threshold = combinator === "and" ? children.length : 1;
  const decisive = combinator === "or";
  const timeless = children.filter(({ timed }) => !timed);
  const timed = children.filter((child) => child.timed);
  const ordered = [...timeless, ...timed];
  /** A member that time does not change and that decides by itself settles the group for good. */
  const settled = (subject: Subject, now: number, owner: SegmentationRecord) =>
    timeless.some((child) => child.truth(subject, now, owner) === decisive);
  return (subject, now, owner) =>
    settled(subject, now, owner)
      ? never
      : atLeastFlip(
          threshold,
          ordered.map((child) => child.truth(subject, now, owner)),
          ordered.map((child) => child.flip(subject, now, owner)),
        );
}

function conjunction<Subject>(members: readonly Asked<Subject, Truth>[]): Asked<Subject, Truth> {
  const [first, second, ...others] = members;
  if (first === undefined) return () => true;
  if (second === undefined) return first;
  if (others.length === 0) {
    return (subject, now, owner) => {
      const truth = first(subject, now, owner);
      if (truth === false) return false;
      const other = second(subject, now, owner);
      return other === true ? truth : other;
    };
  }
  return (subject, now, owner) => {
    let truth: Truth = true;
    for (const member of members) {
      const next = member(subject, now, owner);
      if (next === false) return false;
      if (next === null) truth = null;
    }
    return truth;
  };
}

function disjunction<Subject>(members: readonly Asked<Subject, Truth>[]): Asked<Subject, Truth> {
  const [first, ...others] = members;
  if (first === undefined) return () => false;
  if (others.length === 0) return first;
  return (subject, now, owner) => {
    let truth: Truth = false;
    for (const member of members) {
      const next = member(subject, now, owner);
      if (next === true) return true;
      if (next === null) truth = null;
    }
    return truth;
  };
}
