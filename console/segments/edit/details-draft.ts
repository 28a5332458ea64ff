import type { Schemas } from "../../api/client.ts";
import type { Segment } from "../use-segment.ts";

export type SegmentPatch = Schemas["SegmentPatch"];

/** What is not the rule, as fields of a form: an empty text is none. */
export interface DetailsDraft {
  readonly name: string;
  readonly owner: string;
  readonly purpose: string;
  readonly entryDwell: string;
  readonly exitGrace: string;
  readonly exitLeads: readonly string[];
  readonly retireAt: string;
  readonly reviewEvery: string;
  readonly reason: string;
}

export function draftOf(segment: Segment): DetailsDraft {
  const { name, owner, purpose = "", entryDwell = "", exitGrace = "" } = segment;
  const { exitLeads = [], retireAt = "", reviewEvery = "" } = segment;
  const timing = { entryDwell, exitGrace, exitLeads, retireAt, reviewEvery };
  return { name, owner, purpose, ...timing, reason: "" };
}

/** Only what differs: what somebody else edits beside it stays theirs. */
export function patchOf(from: Segment, draft: DetailsDraft): SegmentPatch {
  const before = draftOf(from);
  const differs = (field: keyof DetailsDraft): boolean =>
    JSON.stringify(before[field]) !== JSON.stringify(draft[field]);
  const patch: SegmentPatch = {};
  if (differs("name")) patch.name = draft.name;
  if (differs("owner")) patch.owner = draft.owner;
  if (differs("purpose")) patch.description = draft.purpose || null;
  if (differs("entryDwell")) patch.entryDwell = draft.entryDwell || null;
  if (differs("exitGrace")) patch.exitGrace = draft.exitGrace || null;
  if (differs("retireAt")) patch.retireAt = draft.retireAt || null;
  if (differs("reviewEvery")) patch.reviewEvery = draft.reviewEvery || null;
  if (differs("exitLeads"))
    patch.exitLeads = draft.exitLeads.length === 0 ? null : [...draft.exitLeads];
  if (draft.reason.trim() !== "") patch.reason = draft.reason.trim();
  return patch;
}
