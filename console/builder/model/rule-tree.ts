import { pointerTo } from "../../../shared/segmentation/parse/rule-problem.ts";
import { isGroup, type Rule, type RuleGroup } from "../../../shared/segmentation/rule.ts";

/** Where a part stands: its place in the group, in the group within that, and so on. */
export type Path = readonly number[];

export function pointerAt(base: string, path: Path): string {
  return pointerTo(base, ...path.flatMap((at) => ["rules", at]));
}

export function partAt(group: RuleGroup, path: Path): Rule | undefined {
  let part: Rule | undefined = group;
  for (const at of path) part = part !== undefined && isGroup(part) ? part.rules[at] : undefined;
  return part;
}

/** The rule with another part at a place; a place that is not there changes nothing. */
export function replaceAt(group: RuleGroup, [at, ...within]: Path, part: Rule): RuleGroup {
  if (at === undefined) return isGroup(part) ? part : group;
  const present = group.rules[at];
  if (present === undefined) return group;
  if (within.length === 0) return { ...group, rules: group.rules.with(at, part) };
  if (!isGroup(present)) return group;
  return { ...group, rules: group.rules.with(at, replaceAt(present, within, part)) };
}

/** The rule with one more part at the end of a group of it. */
export function appendTo(group: RuleGroup, path: Path, part: Rule): RuleGroup {
  const found = partAt(group, path);
  if (found === undefined || !isGroup(found)) return group;
  return replaceAt(group, path, { ...found, rules: [...found.rules, part] });
}

/** Changes the condition or group that a finding or a count points to, also within lists. */
export function changeAtPointer(
  rule: RuleGroup,
  pointer: string,
  change: (part: Readonly<Record<string, unknown>>) => unknown,
): unknown {
  return changeWithin(rule, keysOf(pointer), change);
}

/** What a pointer leads to; undefined where there is nothing. */
export function valueAtPointer(rule: unknown, pointer: string): unknown {
  return keysOf(pointer).reduce<unknown>(
    (value, key) => (isObject(value) ? value[key] : undefined),
    rule,
  );
}

function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function changeWithin(
  value: unknown,
  [key, ...within]: readonly string[],
  change: (part: Readonly<Record<string, unknown>>) => unknown,
): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.map((each, at) =>
      String(at) === key ? changeWithin(each, within, change) : each,
    );
  }
  if (!isObject(value)) return value;
  if (key === undefined) return change(value);
  return { ...value, [key]: changeWithin(value[key], within, change) };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
