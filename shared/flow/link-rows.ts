import { companyTargets } from "../profiles/carried.ts";
import { type ContactNeeds, contributionOf, noContribution } from "../profiles/contribution.ts";
import type { Profile } from "../profiles/profile.ts";
import type { LinkRow } from "../storage/links.ts";
import type { ProfileRecordImage } from "./derive-views.ts";

/** One association as the company's side of it must be stored. */
export interface LinkChange {
  readonly row: LinkRow;
  readonly profile: Profile;
  /** It came with these images. */
  readonly isNew: boolean;
}

/**
 * The links in which consecutive images of one profile differ, as of the last of them. Each
 * image counts: what came and went in between may have been read.
 */
export function changedLinks(
  images: readonly ProfileRecordImage[],
  needs: ContactNeeds | undefined,
): LinkChange[] {
  const last = images.at(-1);
  if (last === undefined) return [];
  const isNew = new Map<string, boolean>();
  for (const { before, after, note } of images) {
    const had = before === undefined ? new Set<string>() : companyTargets(before);
    const has = companyTargets(after);
    const said = (of: Profile): string => JSON.stringify(contentOf(of, needs, note.at));
    const isSame = before === undefined || said(before) === said(after);
    for (const target of new Set([...had, ...has]))
      if (had.has(target) !== has.has(target) || !isSame)
        isNew.set(target, isNew.get(target) === true || !had.has(target));
  }
  const standing = companyTargets(last.after);
  const content = contentOf(last.after, needs, last.note.at);
  return [...isNew].map(([target, came]) => ({
    profile: last.after,
    isNew: came,
    row: {
      target,
      object: last.after.object,
      profileId: last.after.id,
      revision: last.after.revision,
      removed: !standing.has(target),
      needs: needs?.revision ?? 0,
      ...(standing.has(target) ? content : noContribution),
    },
  }));
}

function contentOf(profile: Profile, needs: ContactNeeds | undefined, now: number) {
  if (needs === undefined || profile.object === "company") return noContribution;
  return contributionOf(profile, needs, now);
}
