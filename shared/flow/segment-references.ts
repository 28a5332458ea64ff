import type { ObjectKind } from "../contracts/change.ts";
import type { Segment } from "../contracts/segment.ts";
import { pointerTo, type RuleProblem } from "../segmentation/parse/rule-problem.ts";
import { isGroup, type Rule, type RuleGroup } from "../segmentation/rule.ts";
import type { FlowContext } from "./context.ts";

/** The segment whose rule is to be saved; its id is absent while it has none. */
export interface Referrer {
  readonly workspaceId: string;
  readonly object: ObjectKind;
  readonly id?: string;
  readonly name: string;
}

/**
 * What stands against a rule's conditions on other segments: one that is not there, is of
 * another kind or retired, or that reads this one in turn, with the path named.
 */
export async function referenceProblems(
  context: Pick<FlowContext, "storage">,
  referrer: Referrer,
  rule: RuleGroup,
): Promise<RuleProblem[]> {
  const known = new Map<string, Segment | undefined>();
  const find = async (id: string): Promise<Segment | undefined> => {
    if (!known.has(id)) known.set(id, await context.storage.segments.get(referrer.workspaceId, id));
    return known.get(id);
  };
  const problems: RuleProblem[] = [];
  for (const { id, pointer } of references(rule, "")) {
    const message = await problemOf(find, referrer, id);
    if (message !== undefined) problems.push({ pointer, message });
  }
  return problems;
}

type Find = (id: string) => Promise<Segment | undefined>;

async function problemOf(find: Find, referrer: Referrer, id: string): Promise<string | undefined> {
  if (id === referrer.id) return `A segment cannot read itself: remove "${referrer.name}".`;
  const segment = await find(id);
  if (segment === undefined) return `There is no segment "${id}": give the id of one.`;
  if (segment.object !== referrer.object)
    return `"${segment.name}" holds ${plural[segment.object]}, this rule is about ${plural[referrer.object]}: choose one of the same kind.`;
  if (segment.state === "retired")
    return `"${segment.name}" is retired: choose another segment, or write its rule out.`;
  const path = await pathTo(find, segment, referrer.id, new Set());
  if (path === undefined) return undefined;
  const names = [referrer.name, ...path.map((each) => `"${each.name}"`)];
  return `These segments would read each other in a circle: ${names.join(" reads ")} reads ${referrer.name}. Leave one of them out.`;
}

const plural = { contact: "contacts", company: "companies" } as const;

/** The segments on the way from one to another by what their rules read, the last one left out. */
async function pathTo(
  find: Find,
  from: Segment,
  to: string | undefined,
  seen: Set<string>,
): Promise<readonly Segment[] | undefined> {
  seen.add(from.id);
  for (const id of segmentsReadBy(from)) {
    if (id === to) return [from];
    if (seen.has(id)) continue;
    const next = await find(id);
    const path = next && (await pathTo(find, next, to, seen));
    if (path !== undefined) return [from, ...path];
  }
  return undefined;
}

/** Of the live version and one that is to take over; what a candidate reads is asked when it is promoted. */
function segmentsReadBy({ versions }: Segment): string[] {
  return versions
    .filter(({ state }) => state !== "replaced" && state !== "candidate")
    .flatMap(({ rule }) => references(rule, "").map(({ id }) => id));
}

interface Reference {
  readonly id: string;
  readonly pointer: string;
}

/** The ids in a rule's conditions on segments, which stand at the top or in plain groups. */
export function references(rule: Rule, pointer: string): Reference[] {
  if (isGroup(rule))
    return rule.rules.flatMap((each, at) => references(each, pointerTo(pointer, "rules", at)));
  if (rule.field !== "segment" || !Array.isArray(rule.value)) return [];
  return rule.value.flatMap((id, at) =>
    typeof id === "string" ? [{ id, pointer: pointerTo(pointer, "value", at) }] : [],
  );
}

/** The ordinals by which one can be a member of these segments. */
export async function readable(
  { storage }: Pick<FlowContext, "storage">,
  workspaceId: string,
  ids: readonly string[],
): Promise<Record<string, number[]>> {
  const found = await Promise.all(ids.map((id) => storage.segments.get(workspaceId, id)));
  return Object.fromEntries(
    found.flatMap((segment) => {
      if (segment === undefined) return [];
      const ordinals = segment.versions.flatMap(({ ordinal }) => ordinal ?? []);
      return [[segment.id, ordinals] as const];
    }),
  );
}
