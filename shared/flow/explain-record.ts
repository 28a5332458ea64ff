import type { ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { Segment } from "../contracts/segment.ts";
import type { IndexedVersion } from "../profiles/memberships.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { describeRule } from "../segmentation/describe/describe-rule.ts";
import type { Explanation } from "../segmentation/evaluate/explanation.ts";
import type { FlowContext } from "./context.ts";
import { profileByKey, within } from "./look-up-profile.ts";
import { membershipNow, presentIndex, speakingVersions } from "./membership-now.ts";
import { PresentRecords } from "./present-records.ts";
import { placesThatHold, ruleAt } from "./rule-places.ts";
import { segmentNames } from "./segment-names.ts";

type ExplainContext = Pick<FlowContext, "storage" | "index" | "clock">;

/** A membership as a person at the source reads it. Instants in milliseconds. */
interface ExplainedMembership {
  readonly segment: Segment;
  readonly enteredAt: number | undefined;
  readonly leavesAt: number | undefined;
  /** Conditions of the rule that hold, in plain English; none where grace alone keeps the profile in. */
  readonly because: readonly string[];
}

/**
 * The live segments that a source's record is in at this instant, and why; undefined for a record
 * that no profile is known by. All rules are evaluated over one reading of the profile.
 */
export async function explainRecord(
  context: ExplainContext,
  { workspaceId, id: connectionId }: Pick<Connection, "workspaceId" | "id">,
  object: ObjectKind,
  recordId: string,
): Promise<ExplainedMembership[] | undefined> {
  const key = `${connectionId}:${recordId}`;
  const profile = await profileByKey(context, within(workspaceId, object), key);
  if (profile === undefined || !isAlive(profile)) return undefined;
  const found = await membershipsWithReasons(context, profile);
  const ids = found.map(({ version }) => version.segmentId);
  const rows = await context.storage.members.rows(workspaceId, ids, profile.id);
  const explained = await Promise.all(
    found.map(async ({ version, since, leavesAt, tree }): Promise<ExplainedMembership[]> => {
      const segment = await context.storage.segments.get(workspaceId, version.segmentId);
      if (segment?.state !== "live") return [];
      const row = rows.get(segment.id);
      const enteredAt = since ?? (row?.member === true ? Date.parse(row.since) : undefined);
      const because = await reasons(context, segment, version, tree);
      return [{ segment, enteredAt, leavesAt, because }];
    }),
  );
  return explained
    .flat()
    .toSorted((one, other) => one.segment.name.localeCompare(other.segment.name, "en"));
}

async function membershipsWithReasons(context: ExplainContext, profile: Profile) {
  const now = context.clock.now();
  const snapshot = await presentIndex(context, profile.workspaceId);
  const serving = await speakingVersions(context, snapshot, profile, now);
  const record = await new PresentRecords(context, snapshot, serving).one(profile);
  return serving.flatMap((version) => {
    const membership = membershipNow(profile, record, version, now);
    if (membership === undefined) return [];
    const { since, leavesAt } = membership;
    return [{ version, since, leavesAt, tree: version.rule.explain(record, now) }];
  });
}

async function reasons(
  { storage }: ExplainContext,
  segment: Segment,
  { version }: IndexedVersion,
  tree: Explanation,
): Promise<string[]> {
  const rule = segment.versions.find((each) => each.version === version)?.rule;
  if (rule === undefined) return [];
  const names = await segmentNames(storage, segment.workspaceId, [rule]);
  return placesThatHold(tree).map((pointer) =>
    describeRule({ combinator: "and", rules: [ruleAt(rule, pointer)] }, names),
  );
}
