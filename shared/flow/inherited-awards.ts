import type { Award } from "../contracts/certificate.ts";
import type { Profile } from "../profiles/profile.ts";
import { profileIdOf } from "../profiles/profile-id.ts";
import type { FlowContext } from "./context.ts";

type AwardContext = Pick<FlowContext, "storage">;

/**
 * What somebody was awarded, also under the ids of profiles that became one with theirs; per
 * program once: what was not revoked first, then the last.
 */
export async function awardsOf(context: AwardContext, profile: Profile): Promise<Award[]> {
  const { certificates } = context.storage;
  const ids = [profile.id, ...formerIds(profile)];
  const found = await Promise.all(ids.map((id) => certificates.ofProfile(profile.workspaceId, id)));
  const awarded = found.flat().filter(({ certificate }) => certificate !== undefined);
  const byProgram = Map.groupBy(awarded, ({ programId }) => programId);
  return [...byProgram.values()].flatMap((awards) => awards.toSorted(standingFirst).slice(0, 1));
}

function standingFirst({ certificate: one }: Award, { certificate: other }: Award): number {
  const [here, there] = [one, other].map((each) => Number(each?.revokedAt !== undefined));
  return (here ?? 0) - (there ?? 0) || (other?.issuedAt ?? 0) - (one?.issuedAt ?? 0);
}

/** A program's awards to profiles that have since become one with this one. */
export async function inheritedAwards(
  { storage }: AwardContext,
  { workspaceId, object, profileId }: Pick<Award, "workspaceId" | "object" | "profileId">,
  programId: string,
): Promise<Award[]> {
  const key = { workspaceId, object, id: profileId };
  const profile = (await storage.profiles.read([key])).get(profileId);
  if (profile === undefined) return [];
  const found = await Promise.all(
    formerIds(profile).map((id) => storage.certificates.get(workspaceId, id, programId)),
  );
  return found.filter((award) => award !== undefined);
}

/** Ids that records of the profile would have been given by themselves: those of whom it was merged with among them. */
export function formerIds({ workspaceId, object, id, records }: Profile): string[] {
  const ids = records.map(({ connectionId, recordId }) =>
    profileIdOf(workspaceId, object, connectionId, recordId),
  );
  return [...new Set(ids)].filter((each) => each !== id);
}
