import type { Segment } from "../contracts/segment.ts";
import type { Profile } from "../profiles/profile.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { Explanation } from "../segmentation/evaluate/explanation.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import type { MemberRow } from "../storage/members.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { joinsAt, membershipNow, presentIndex, servingVersion } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";
import { widened } from "./rule-needs.ts";

/** Why a profile is in a segment, or is not. Instants in milliseconds. */
export interface MembershipExplanation {
  readonly member: boolean;
  readonly version: number;
  /** As the member list has it; absent for who is no member or has only just become one. */
  readonly row: MemberRow | undefined;
  readonly leavesAt: number | undefined;
  readonly joinsAt: number | undefined;
  readonly tree: Explanation;
}

/** Evaluates the rule in force at this instant, or the one being built, over one profile. */
export async function explainMembership(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  profile: Profile,
  segment: Segment,
): Promise<MembershipExplanation> {
  const { workspaceId, id } = segment;
  const snapshot = await presentIndex(context, workspaceId);
  const serving = await servingVersion(context, snapshot, segment);
  const now = context.clock.now();
  const rule = serving?.rule ?? compiled(snapshot, segment);
  const record = await presentRecord(context, snapshot, profile, rule);
  const membership = serving && membershipNow(profile, record, serving, now);
  const rows = await context.storage.members.rows(workspaceId, [id], profile.id);
  const row = rows.get(id);
  return {
    member: membership !== undefined,
    version: serving?.version ?? segment.version,
    row: membership !== undefined && row?.member === true ? row : undefined,
    leavesAt: membership?.leavesAt,
    joinsAt: serving && joinsAt(profile, record, serving, now),
    tree: rule.explain(record, now),
  };
}

/** Asks a rule that no segment has of one profile, at this instant. */
export async function explainRule(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  profile: Profile,
  rule: RuleGroup,
): Promise<Explanation> {
  const snapshot = await presentIndex(context, profile.workspaceId);
  const asked = compileRule(rule, ruleContextOf(snapshot.root, profile.object));
  const record = await presentRecord(context, snapshot, profile, asked);
  return asked.explain(record, context.clock.now());
}

/** A rule that no profile was built for may read more than profiles carry. */
function presentRecord(
  context: Pick<FlowContext, "storage" | "index" | "clock">,
  snapshot: IndexSnapshot,
  profile: Profile,
  rule: CompiledRule,
): Promise<SegmentationRecord> {
  const root = { ...snapshot.root, ...widened(snapshot.root, profile.object, rule) };
  return new PresentRecords(context, { ...snapshot, root }, [{ rule }]).one(profile);
}

function compiled({ root }: IndexSnapshot, segment: Segment) {
  const shown = segment.versions.find((each) => each.version === segment.version);
  const rule = shown?.rule ?? { combinator: "and" as const, rules: [] };
  return compileRule(rule, ruleContextOf(root, segment.object));
}
