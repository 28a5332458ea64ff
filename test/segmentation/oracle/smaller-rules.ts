import type { Condition } from "../../../shared/segmentation/rule.ts";
import { isWrittenGroup, WrittenGroup, type WrittenMember } from "../written-rule.ts";

/** Rules made of this one by leaving out one part of it, the largest parts first. */
export function smallerRules(group: WrittenGroup): WrittenGroup[] {
  const { combinator, not, rules } = group;
  const inner = rules.filter((each) => typeof each === "object").filter(isWrittenGroup);
  return [
    ...inner,
    ...(combinator === undefined ? ends(group) : without(group)),
    ...(not === true ? [{ ...group, not: false }] : []),
    ...replaced(rules, smallerMembers).map((each) => ({ ...group, rules: each })),
  ];
}

function without(group: WrittenGroup): WrittenGroup[] {
  const { rules } = group;
  if (rules.length < 2) return [];
  return rules.map((_, at) => ({ ...group, rules: rules.toSpliced(at, 1) }));
}

/** Leaves out the first or the last rule together with the combinator beside it. */
function ends(group: WrittenGroup): WrittenGroup[] {
  const { rules } = group;
  if (rules.length < 3) return [];
  return [rules.slice(2), rules.slice(0, -2)].map((each) => ({ ...group, rules: each }));
}

/** The list with one member after the other replaced by each of its own replacements. */
function replaced<T>(list: readonly T[], replacements: (item: T) => readonly T[]): T[][] {
  return list.flatMap((item, at) => replacements(item).map((each) => list.with(at, each)));
}

function smallerMembers(member: WrittenMember): WrittenMember[] {
  if (typeof member === "string") return [];
  return isWrittenGroup(member) ? smallerRules(member) : smallerConditions(member);
}

function smallerConditions(condition: Condition): Condition[] {
  const { includeMissing, coalesce, aggregate, value } = condition;
  const where = WrittenGroup.safeParse(aggregate?.where).data;
  const { where: _, ...bare } = { ...aggregate };
  return [
    ...(includeMissing === true ? [{ ...condition, includeMissing: false }] : []),
    ...(coalesce === undefined ? [] : [{ ...condition, coalesce: undefined }]),
    ...(aggregate === undefined || where === undefined
      ? []
      : [
          { ...condition, aggregate: { ...bare, function: aggregate.function } },
          ...smallerRules(where).map((each) => ({
            ...condition,
            aggregate: { ...aggregate, where: each },
          })),
        ]),
    ...smallerValues(value).map((each) => ({ ...condition, value: each })),
  ];
}

/** Of nested groups and the steps of sequences; any other value stays as it is. */
function smallerValues(value: unknown): unknown[] {
  const nested = WrittenGroup.safeParse(value).data;
  if (nested !== undefined) return smallerRules(nested);
  if (typeof value !== "object" || value === null || !("steps" in value)) return [];
  const steps = WrittenGroup.array().safeParse(value.steps).data ?? [];
  return [
    ...(steps.length > 2 ? steps.map((_, at) => steps.toSpliced(at, 1)) : []),
    ...replaced(steps, smallerRules),
  ].map((each) => ({ ...value, steps: each }));
}
