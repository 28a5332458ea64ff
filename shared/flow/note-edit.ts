import type { Segment, SegmentEdit } from "../contracts/segment.ts";

/** Who edits, and why. */
export interface Editor {
  readonly actor: string;
  readonly reason?: string | undefined;
}

/** What nobody asked for: a schedule, a build that is done. */
export const byMuster: Editor = { actor: "Muster" };

/** So many that a segment's item stays far from what an item may hold. */
const mostKept = 100;

/** The segment with one more edit in its history; written together with what was edited. */
export function withEdit(
  segment: Segment,
  { actor, reason }: Editor,
  edit: Omit<SegmentEdit, "actor" | "reason">,
): Segment {
  const noted: SegmentEdit = { ...edit, actor, ...(reason === undefined ? {} : { reason }) };
  return { ...segment, edits: [...(segment.edits ?? []), noted].slice(-mostKept) };
}
