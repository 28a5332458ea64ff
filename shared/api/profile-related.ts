import { z } from "zod";
import { forecast } from "../flow/forecast.ts";
import { relatedProfiles } from "../flow/related-profiles.ts";
import { Instant, iso } from "./instant.ts";
import { ProfileCard, viewCard } from "./profile-card.ts";
import { findProfile } from "./profiles.ts";
import { route } from "./route.ts";

const tag = "Profiles";
const params = z.object({ id: z.string() });

export const getRelated = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/related",
  tag,
  status: 200,
  summary: "The companies of a person or company, and who belongs to a company",
  input: { params },
  output: z.object({
    items: z.array(
      ProfileCard.extend({
        relation: z.enum(["company", "contact", "subsidiary"]).meta({
          description: "What the other one is to this one.",
        }),
      }),
    ),
    more: z.boolean().meta({ description: "Of one kind there are more than the 100 shown." }),
  }),
  async handle({ params: { id } }, call) {
    const { related, more } = await relatedProfiles(call.context, await findProfile(call, id));
    const items = related.map(({ relation, profile }) => ({ ...viewCard(profile), relation }));
    return { body: { items, more } };
  },
});

export const getForecast = route({
  method: "GET",
  path: "/api/v1/profiles/{id}/forecast",
  tag,
  status: 200,
  summary:
    "Which segments it joins or leaves by time alone, if nothing else happens; soonest first",
  input: { params },
  output: z.object({
    items: z.array(
      z.object({
        segmentId: z.string(),
        name: z.string(),
        kind: z.enum(["joins", "leaves"]),
        at: Instant,
      }),
    ),
  }),
  async handle({ params: { id } }, call) {
    const found = await forecast(call.context, await findProfile(call, id));
    const items = found.map(({ segment, kind, at }) => ({
      segmentId: segment.id,
      name: segment.name,
      kind,
      at: iso(at),
    }));
    return { body: { items } };
  },
});
