import { programPrefix } from "../contracts/program.ts";
import type { Segment } from "../contracts/segment.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { type Referrer, referenceProblems } from "../flow/segment-references.ts";
import { ConflictError, Problem } from "../runtime/errors.ts";
import { retrying } from "../runtime/retrying.ts";
import { parseRule } from "../segmentation/parse/parse-rule.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { Call } from "./call.ts";
import { assertMatch } from "./etag.ts";
import { invalidRule, notFound } from "./request-problem.ts";

/** Throws 404 for what the workspace does not have. */
export async function findSegment(call: Call, id: string): Promise<Segment> {
  const segment = await call.context.storage.segments.get(call.workspaceId, id);
  if (segment === undefined) throw notFound(`There is no segment ${id}.`);
  return segment;
}

/** Edits a segment as it is now: again when somebody else wrote first, unless `If-Match` forbids it. */
export function editSegment<Edited>(
  call: Call,
  id: string,
  edit: (segment: Segment) => Promise<Edited>,
): Promise<Edited> {
  return retrying(ConflictError, async () => {
    const segment = await findOwnSegment(call, id);
    assertMatch(call, segment);
    return edit(segment);
  });
}

/** The same as `findSegment`, to change it; throws 409 for one that a program keeps for itself. */
export async function findOwnSegment(call: Call, id: string): Promise<Segment> {
  const segment = await findSegment(call, id);
  if (!id.startsWith(programPrefix)) return segment;
  throw new Problem(
    409,
    "A program's own segment",
    `"${segment.name}" belongs to the program ${id}: edit or end the program.`,
  );
}

/**
 * Reads a rule against the types declared and the segments there are now; throws 422 with
 * a pointer for each fault.
 */
export async function readRule(
  call: Call,
  of: Omit<Referrer, "workspaceId">,
  rule: unknown,
): Promise<RuleGroup> {
  const { root } = await presentIndex(call.context, call.workspaceId);
  const parsed = parseRule(rule, ruleContextOf(root, of.object));
  if (!parsed.ok) throw invalidRule(parsed.problems);
  const referrer = { ...of, workspaceId: call.workspaceId };
  const problems = await referenceProblems(call.context, referrer, parsed.rule);
  if (problems.length > 0) throw invalidRule(problems);
  return parsed.rule;
}
