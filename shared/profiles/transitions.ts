import type { AttributeValue } from "../contracts/change.ts";
import { isBehaviourField } from "../segmentation/fields.ts";
import { visibleCell } from "./cells.ts";
import { type Flip, type HistoryEntry, isAlive, type Profile } from "./profile.ts";

/** Public memberships that differ between two images, with what the write said of them. */
export interface MembershipDifference {
  readonly ordinal: number;
  readonly member: boolean;
  /** Absent when one version took over from another without a turn. */
  readonly flip: Flip | undefined;
}

/**
 * What one record of the stream says of memberships. Derived from the images, so that a
 * repeat says the same; the write's note adds when and why.
 */
export function membershipDifferences(
  before: Profile | undefined,
  after: Profile,
  flips: readonly Flip[],
): MembershipDifference[] {
  const had = new Set(before?.announced);
  const has = new Set(after.announced);
  const byOrdinal = new Map(flips.map((flip) => [flip.ordinal, flip]));
  const differences: MembershipDifference[] = [];
  for (const ordinal of has)
    if (!had.has(ordinal))
      differences.push({ ordinal, member: true, flip: byOrdinal.get(ordinal) });
  for (const ordinal of had)
    if (!has.has(ordinal))
      differences.push({ ordinal, member: false, flip: byOrdinal.get(ordinal) });
  return differences;
}

/** Versions that have found a profile and do not speak for their segment yet. */
export function foundOrdinals(profile: Profile | undefined): number[] {
  if (profile === undefined) return [];
  const announced = new Set(profile.announced);
  return profile.memberOf.filter(
    (ordinal) => !announced.has(ordinal) && profile.waiting[ordinal] === undefined,
  );
}

/** How the counts of attribute values by type, and of profiles, change with one record of the stream. */
export function attributeCounts(
  before: Profile | undefined,
  after: Profile,
): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (profile: Profile | undefined, by: number): void => {
    if (profile === undefined || !isAlive(profile)) return;
    counts[profilesKey] = (counts[profilesKey] ?? 0) + by;
    for (const name of Object.keys(profile.cells)) {
      const visible = visibleCell(profile.cells, name);
      if (visible === undefined) continue;
      const key = countKey(name, typeSeen(visible.value));
      counts[key] = (counts[key] ?? 0) + by;
    }
  };
  add(before, -1);
  add(after, 1);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

/** Happenings heard of, by name: says which behaviours there are at all. */
export function behaviourCounts(history: readonly HistoryEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { field } of history)
    if (isBehaviourField(field)) counts[field] = (counts[field] ?? 0) + 1;
  return counts;
}

export const profilesKey = "profiles";

/** Attribute names may hold anything but a line break. */
export function countKey(attribute: string, type: string): string {
  return `${attribute}\n${type}`;
}

export type SeenType = "string" | "number" | "boolean" | "strings";

function typeSeen(value: AttributeValue): SeenType {
  if (typeof value === "string") return "string";
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "boolean" : "strings";
}
