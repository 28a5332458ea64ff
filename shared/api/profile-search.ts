import { z } from "zod";
import { findProfiles } from "../flow/find-profiles.ts";
import { ProfileCard, viewCard } from "./profile-card.ts";
import { ObjectQuery } from "./profile-schema.ts";
import { route } from "./route.ts";

const longestQuery = 200;

export const getProfileSearch = route({
  method: "GET",
  path: "/api/v1/profiles/search",
  tag: "Profiles",
  status: 200,
  summary: "People and companies by the beginnings of their name, e-mail or domain",
  description:
    "Who is named exactly, by e-mail, domain or a source's own id, is always found and comes first. Others are looked for among the first 20,000 of each kind: `searched` of `total` says so. Without a query, whoever is there.",
  input: {
    query: z.object({
      query: z.string().trim().max(longestQuery, `At most ${longestQuery} characters.`).default(""),
      object: ObjectQuery,
      limit: z.coerce.number().int().min(1).max(200).default(20).meta({
        description: "How many at most.",
      }),
    }),
  },
  output: z.object({
    items: z.array(ProfileCard),
    more: z.boolean().meta({ description: "More match: a longer query finds fewer." }),
    searched: z.number().int(),
    total: z.number().int(),
  }),
  async handle({ query: { query, object, limit } }, { context, workspaceId }) {
    const found = await findProfiles(context, { workspaceId, object, query, limit });
    const { profiles, ...counted } = found;
    return { body: { items: profiles.map(viewCard), ...counted } };
  },
});
