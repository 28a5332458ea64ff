import { z } from "zod";
import { dailyPopulation } from "../flow/daily-population.ts";
import { findSegment } from "./find-segment.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const mostDays = 90;

const PopulationDay = z
  .object({
    day: z.iso.date().meta({ description: "In UTC." }),
    size: z.number().meta({ description: "At its end; of today, now." }),
    entered: z.number(),
    exited: z.number(),
  })
  .meta({ id: "PopulationDay" });

export const getPopulation = route({
  method: "GET",
  path: "/api/v1/segments/{id}/population",
  tag: "Segments",
  status: 200,
  summary: "How many were in a segment day by day, and how many came and went",
  description:
    "Today last, the day on which the segment was made first. The days are those of Muster's clock; a merge may change a size although nobody enters or leaves.",
  input: {
    params: SegmentPath,
    query: z.object({ days: z.coerce.number().int().min(1).max(mostDays).default(mostDays) }),
  },
  output: z.object({ items: z.array(PopulationDay) }),
  async handle({ params, query: { days } }, call) {
    const { storage, clock } = call.context;
    const { id, createdAt } = await findSegment(call, params.id);
    const population = await storage.tallies.population(call.workspaceId, id);
    const asked = { now: clock.now(), since: createdAt, most: days };
    return { body: { items: dailyPopulation(population, asked) } };
  },
});
