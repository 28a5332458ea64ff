import { z } from "zod";
import { presentGrants } from "../flow/present-grants.ts";
import { GrantsView } from "./grant-schema.ts";
import { iso, isoOrAbsent } from "./instant.ts";
import { findProfile } from "./profiles.ts";
import { route } from "./route.ts";

export const getGrants = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/grants",
  tag: "Profiles",
  status: 200,
  summary: "What this person may see and do now, at which prices, and why",
  description:
    "A contact has what its own segments grant and what those of its companies grant. What is not granted is absent.",
  input: { params: z.object({ id: z.string() }) },
  output: GrantsView,
  async handle({ params }, call) {
    const profile = await findProfile(call, params.id);
    const { at, until, grants, ...others } = await presentGrants(call.context, profile);
    return {
      body: {
        profileId: profile.id,
        at: iso(at),
        until: isoOrAbsent(until),
        grants: grants.map(({ resource, ...granted }) => ({ ...resource, ...granted })),
        prices: others.prices.map((each) => ({ ...each, outranked: [...each.outranked] })),
        courses: [...others.courses],
        goals: [...others.goals],
      },
    };
  },
});
