import type { Segment } from "../contracts/segment.ts";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { recordOf } from "../profiles/record-of.ts";
import { relatedRecords } from "../profiles/related-records.ts";
import { type CompiledRule, compileRule } from "../segmentation/evaluate/compile-rule.ts";
import type { Explanation } from "../segmentation/evaluate/explanation.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { RuleGroup } from "../segmentation/rule.ts";
import { isIn, type Turn } from "../storage/turns.ts";
import { standingAsOf } from "./as-of-members.ts";
import { CompaniesAsOf, profileAsOf } from "./as-of-profile.ts";
import { type VersionAsOf, versionAsOf } from "./as-of-version.ts";
import { historyFieldsOf } from "./backfill.ts";
import { carry } from "./carry-companies.ts";
import type { FlowContext } from "./context.ts";
import { type IndexSnapshot, ruleContextOf } from "./index-reader.ts";
import { readsContacts } from "./look-around.ts";
import { presentIndex } from "./membership-now.ts";
import { contactsOf } from "./read-contacts.ts";
import { widened } from "./rule-needs.ts";

type AsOfContext = Pick<FlowContext, "storage" | "clock">;

/** Why somebody was in a segment at an instant, or was not, as the audit trail has it. */
export interface ExplanationAsOf {
  /** As it stood, with what its values came from. */
  readonly profile: Profile;
  /** The changes it had taken in by then, of what the rule may read; oldest first. */
  readonly entries: readonly HistoryEntry[];
  /** Absent while the segment had no live version. */
  readonly live: VersionAsOf | undefined;
  readonly version: number;
  /** As it was written. */
  readonly rule: RuleGroup;
  /** Fields it reads. */
  readonly reads: ReadonlySet<string>;
  /** Every turn up to then. */
  readonly turns: readonly Turn[];
  /** The one that had made it a member. */
  readonly standing: Turn | undefined;
  readonly tree: Explanation;
  /** Parts of the rule that no trail is kept for: they are shown as of now. */
  readonly asOfNow: readonly "contacts"[];
}

/** Evaluates the rule that was live then over the values that were known then; instants in ms. */
export async function explanationAsOf(
  context: AsOfContext,
  asked: ProfileKey,
  segment: Segment,
  instant: number,
): Promise<ExplanationAsOf> {
  const { workspaceId, object } = segment;
  const snapshot = await presentIndex(context, workspaceId);
  const live = versionAsOf(segment, instant);
  const shown = live?.version ?? segment.versions[0];
  const { version = 1, rule: written = { combinator: "and" as const, rules: [] } } = shown ?? {};
  const rule = compileRule(written, ruleContextOf(snapshot.root, object));
  const fields = await historyFieldsOf(context.storage, workspaceId, object, [{ rule }]);
  const behaviours = fields.filter(isBehaviourField);
  const { profile, entries } = await profileAsOf(context, asked, instant, behaviours);
  const turns = await turnsUpTo(context, segment.id, profile, instant);
  const record = await recordAsOf(context, snapshot, profile, { rule, instant });
  return {
    profile,
    entries,
    live,
    version,
    rule: written,
    reads: rule.reads,
    turns,
    standing: live && standingAsOf(turns, instant),
    tree: rule.explain(record, instant),
    asOfNow: object === "company" && readsContacts({ rule }) ? ["contacts"] : [],
  };
}

/** By revision; what a merge handed on is among them. */
async function turnsUpTo(
  { storage }: AsOfContext,
  segmentId: string,
  { workspaceId, id }: ProfileKey,
  instant: number,
): Promise<Turn[]> {
  const turns = await storage.turns.ofProfile(workspaceId, segmentId, id);
  return turns.filter(({ at }) => Date.parse(at) <= instant);
}

interface Reading {
  readonly rule: CompiledRule;
  readonly instant: number;
}

async function recordAsOf(
  { storage, clock }: AsOfContext,
  snapshot: IndexSnapshot,
  state: Profile,
  { rule, instant }: Reading,
): Promise<SegmentationRecord> {
  const { attributes } = ruleContextOf(snapshot.root, state.object);
  const root = { ...snapshot.root, ...widened(snapshot.root, state.object, rule) };
  const profile = await carry(new CompaniesAsOf({ storage, clock }, instant), root, state, true);
  const reading = { storage, snapshot: { ...snapshot, root }, now: instant };
  const isSeen = state.object === "company" && readsContacts({ rule });
  const contacts = isSeen ? (await contactsOf(reading, profile)).contacts : [];
  return {
    ...recordOf(profile, attributes[profile.object]),
    ...relatedRecords(profile, attributes, contacts),
    segments: await segmentsAsOf({ storage, clock }, state, rule.segments, instant),
  };
}

async function segmentsAsOf(
  context: AsOfContext,
  profile: ProfileKey,
  segmentIds: readonly string[],
  instant: number,
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(
    segmentIds.map(async (segmentId) => {
      const turns = await turnsUpTo(context, segmentId, profile, instant);
      const last = turns.at(-1);
      return last !== undefined && isIn(last) ? [segmentId] : [];
    }),
  );
  return new Set(found.flat());
}
