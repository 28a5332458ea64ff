import { z } from "zod";
import { joinProfiles } from "../flow/join-profiles.ts";
import { splitProfile } from "../flow/split-profile.ts";
import { ProfileView, SourceRecordName } from "./profile-schema.ts";
import { findProfile, viewProfile } from "./profiles.ts";
import { invalid, notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Profiles";
const mostRecords = 50;
const params = z.object({ id: z.string() });

export const postSplit = route({
  method: "POST",
  path: "/api/v1/profiles/{id}/split",
  tag,
  status: 200,
  problems: [409],
  summary: "Take records out of a profile that were joined wrongly",
  description:
    "They become a profile of their own, with what their source said; all records of one source go together. Memberships of both are decided again, and the two never join again by what they share, until they are merged.",
  input: {
    params,
    body: z.strictObject({
      records: z.array(SourceRecordName).min(1).max(mostRecords),
      reason: z.string().trim().min(1).max(1_000),
    }),
  },
  output: z.object({
    kept: ProfileView.meta({ description: "Without the records." }),
    split: ProfileView.meta({ description: "With them." }),
  }),
  async handle({ params: { id }, body: { records, reason } }, call) {
    const named = records.map((each) => ({ connectionId: each.connectionId, recordId: each.id }));
    const key = await findProfile(call, id);
    const asked = { records: named, by: call.actor, reason };
    const parted = await splitProfile(call.context, key, asked);
    if (parted === undefined) throw notFound(`There is no profile ${id}.`);
    const [kept, split] = await Promise.all([
      viewProfile(call, parted.kept),
      viewProfile(call, parted.split),
    ]);
    return { body: { kept, split } };
  },
});

export const postMerge = route({
  method: "POST",
  path: "/api/v1/profiles/{id}/merge",
  tag,
  status: 200,
  problems: [409],
  summary: "Join another profile to this one, also one that was taken out of it",
  input: { params, body: z.strictObject({ profileId: z.string() }) },
  output: ProfileView,
  async handle({ params: { id }, body: { profileId } }, call) {
    const key = await findProfile(call, id);
    const joined = await joinProfiles(call.context, key, profileId);
    if (joined === undefined)
      throw invalid(
        "/profileId",
        `There is no ${key.object} ${profileId}: read the profile again.`,
      );
    return { body: await viewProfile(call, joined) };
  },
});
