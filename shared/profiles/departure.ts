import { dropCells } from "./cells.ts";
import { dropPast } from "./past.ts";
import type { Profile } from "./profile.ts";

/**
 * Up to when a source's words count no more, because every record it had of this profile was
 * deleted there since. Records it merged into others went with these, in whatever order
 * merge and deletion were heard of.
 */
export function departedAt(
  { records }: Pick<Profile, "records">,
  connectionId: string,
): number | undefined {
  const own = records.filter((each) => each.connectionId === connectionId && !each.mergedAway);
  const deletions = own.flatMap(({ deletedAt }) => deletedAt ?? []);
  return own.length === 0 || deletions.length < own.length ? undefined : Math.max(...deletions);
}

/** Without what one source said up to an instant. */
export function withoutWordsOf(profile: Profile, connectionId: string, upTo: number): Profile {
  const isOthers = (each: { readonly connectionId: string }): boolean =>
    each.connectionId !== connectionId;
  return {
    ...profile,
    cells: dropCells(profile.cells, connectionId, upTo),
    past: dropPast(profile.past, connectionId, upTo),
    associations: profile.associations.filter((each) => isOthers(each) || each.at > upTo),
    behaviours: Object.fromEntries(
      Object.entries(profile.behaviours).map(([name, kept]) => [
        name,
        kept.filter((each) => isOthers(each) || each.happenedAt > upTo),
      ]),
    ),
  };
}

/** Without what sources said before they deleted all they had of it: a merge may bring that back. */
export function withoutDeparted(profile: Profile): Profile {
  let left = profile;
  for (const connectionId of new Set(profile.records.map((each) => each.connectionId))) {
    const upTo = departedAt(profile, connectionId);
    if (upTo !== undefined) left = withoutWordsOf(left, connectionId, upTo);
  }
  return left;
}
