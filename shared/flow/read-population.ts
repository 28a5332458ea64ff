import type { ObjectKind } from "../contracts/change.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { partitions, positionOf } from "../profiles/profile-id.ts";
import { profilesKey } from "../profiles/transitions.ts";
import type { CompiledRule } from "../segmentation/evaluate/compile-rule.ts";
import type { SegmentationRecord } from "../segmentation/record.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import { backfill, historyFieldsOf } from "./backfill.ts";
import type { FlowContext } from "./context.ts";
import type { IndexSnapshot } from "./index-reader.ts";
import { PresentRecords } from "./present-records.ts";
import { widened } from "./rule-needs.ts";
import { readable } from "./segment-references.ts";

type PopulationContext = Pick<FlowContext, "storage" | "index" | "clock">;

interface Population {
  readonly snapshot: IndexSnapshot;
  readonly object: ObjectKind;
  /** What the profiles are looked at for; what these read is brought back from the history. */
  readonly rules: readonly CompiledRule[];
  /** Up to so many every profile is read; beyond, as many as make a sample. */
  readonly exactUpTo: number;
  /** Shows each profile also as it were if attributes were declared like this. */
  readonly declared?: Pick<IndexRoot, "types" | "normalisations">;
}

/** `otherwise` is the record under other declarations, without segments; else the same one. */
type Visit = (profile: Profile, record: SegmentationRecord, otherwise: SegmentationRecord) => void;

const profilesPerPage = 500;
/** Whatever the numbers: what is not read by then is left to the sample. */
const longestMs = 24_000;

/**
 * Shows every profile as rules see it now, storing nothing. Profiles lie by a hash of what
 * they are known by, so what is read of the beginnings of all partitions is a sample.
 * @returns the share that was read; 1 is all.
 */
export async function readPopulation(
  context: PopulationContext,
  population: Population,
  visit: Visit,
): Promise<number> {
  const view = await viewOf(context, population);
  const parts = await Promise.all(partitions.map((each) => walk(view, each, visit)));
  return parts.reduce((sum, part) => sum + part, 0) / partitions.length;
}

interface View {
  readonly context: PopulationContext;
  readonly snapshot: IndexSnapshot;
  readonly object: ObjectKind;
  readonly records: PresentRecords;
  readonly otherwise: PresentRecords | undefined;
  /** What the history is asked for. */
  readonly fields: readonly string[];
  readonly perPartition: number;
  readonly endsAt: number;
  readonly now: number;
}

async function viewOf(
  context: PopulationContext,
  { snapshot, object, rules, exactUpTo, declared }: Population,
): Promise<View> {
  const { storage, clock } = context;
  const { workspaceId } = snapshot;
  const counts = await storage.tallies.counts(workspaceId, `attributes#${object}`);
  const referenced = await readable(
    context,
    workspaceId,
    rules.flatMap(({ segments }) => segments),
  );
  const root = rules.reduce((known, rule) => ({ ...known, ...widened(known, object, rule) }), {
    ...snapshot.root,
    referenced,
  });
  const known = { ...snapshot, root };
  const read = rules.map((rule) => ({ rule }));
  const isSampled = (counts[profilesKey] ?? 0) > exactUpTo;
  return {
    context,
    object,
    records: new PresentRecords(context, known, read),
    otherwise: declared && recordsUnder(context, known, declared, rules),
    snapshot: known,
    fields: await historyFieldsOf(storage, workspaceId, object, read),
    perPartition: isSampled ? exactUpTo / partitions.length : Number.POSITIVE_INFINITY,
    endsAt: performance.now() + longestMs,
    now: clock.now(),
  };
}

/** Without segments: whoever asks what declarations change knows what comes of it for segments. */
function recordsUnder(
  context: PopulationContext,
  snapshot: IndexSnapshot,
  declared: Pick<IndexRoot, "types" | "normalisations">,
  rules: readonly CompiledRule[],
): PresentRecords {
  const root = { ...snapshot.root, ...declared };
  const read = rules.map((rule) => ({ rule: { ...rule, segments: [] } }));
  return new PresentRecords(context, { ...snapshot, root }, read);
}

/** Reads a partition from its start; returns the share of it that was read, from 0 to 1. */
async function walk(view: View, partition: string, visit: Visit): Promise<number> {
  const { context, snapshot, object, records, otherwise, now } = view;
  const of = { workspaceId: snapshot.workspaceId, object };
  let after: string | undefined;
  let read = 0;
  do {
    const limit = Math.min(profilesPerPage, Math.ceil(view.perPartition - read));
    const page = await context.storage.profiles.page(of, partition, after, limit);
    const alive = page.profiles.filter(isAlive);
    const filled = await backfill(context.storage, snapshot, view.fields, alive, now);
    const others = await otherwise?.of(filled);
    for (const [profile, record] of await records.of(filled))
      visit(profile, record, others?.get(profile) ?? record);
    read += page.profiles.length;
    after = page.after;
    const isEnough = read >= view.perPartition || performance.now() > view.endsAt;
    if (after !== undefined && isEnough) return positionOf(after);
  } while (after !== undefined);
  return 1;
}
