import type { Association } from "./profile.ts";

/**
 * The associations once a source that knows one at most has told of it. Those it told of before
 * count as removed since the newest one, so that any order of telling comes to the same; the
 * same list where nothing is new. "None" is kept as a removed one without a record id.
 */
export function withOnly(
  associations: readonly Association[],
  told: Association,
): readonly Association[] {
  const isOwn = (each: Association): boolean =>
    each.connectionId === told.connectionId && each.object === told.object;
  const own = associations.filter(isOwn);
  const newest = own.filter(isStanding).reduce(later, told);
  const known = own.find((each) => each.recordId === told.recordId);
  const isSame = known?.removed === told.removed && !isLater(told, known);
  if (known !== undefined && (newest !== told || isSame)) return associations;
  const past = (newest === told ? own : [...own, told]).filter(
    (each) => each.recordId !== newest.recordId,
  );
  return [
    ...associations.filter((each) => !isOwn(each)),
    ...past.map((each) => ({ ...each, at: newest.at, removed: true })),
    newest,
  ];
}

/** The one that counts: live, or the word that there is none. */
function isStanding({ removed, recordId }: Association): boolean {
  return !removed || recordId === "";
}

function later(one: Association, other: Association): Association {
  return isLater(one, other) ? one : other;
}

/** At equal instants the greater id, so that the order of arrival decides nothing. */
function isLater(one: Association, other: Association): boolean {
  if (one.at !== other.at) return one.at > other.at;
  return one.recordId > other.recordId;
}
