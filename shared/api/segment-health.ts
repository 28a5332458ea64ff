import { z } from "zod";
import { segmentHealth } from "../flow/segment-health.ts";
import { parseDuration } from "../segmentation/time/duration.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { invalidParameter } from "./request-problem.ts";
import { route } from "./route.ts";

const Health = z
  .object({
    segmentId: z.string(),
    name: z.string(),
    owner: z.string(),
    findings: z.array(
      z.object({
        kind: z.enum([
          "orphaned",
          "empty",
          "never-changing",
          "outlived",
          "review-overdue",
          "failed",
        ]),
        message: z.string(),
      }),
    ),
  })
  .meta({ id: "SegmentHealth" });

export const getSegmentHealth = route({
  method: "GET",
  path: "/api/v1/segments/health",
  tag: "Segments",
  status: 200,
  summary: "Segments that call for their owner's attention, and why",
  description:
    "A page may hold fewer segments than `limit`, even none: go on while there is a `cursor`.",
  input: {
    query: z.object({
      limit: Limit,
      cursor: Cursor,
      formerOwners: z.string().default("").meta({
        description: "Names of those who have left, parted by semicolons: theirs are orphaned.",
      }),
      quietFor: z.string().default("P90D").meta({
        description: "A segment that nobody entered or left for so long never changes.",
      }),
    }),
  },
  output: listOf(Health),
  async handle({ query: { limit, cursor, formerOwners, quietFor } }, call) {
    const quiet = parseDuration(quietFor);
    if (quiet === undefined)
      throw invalidParameter("quietFor", "Give an ISO 8601 duration such as P90D.");
    const after = fromCursor("cursor", cursor);
    const page = await call.context.storage.segments.page(call.workspaceId, limit, after);
    const names = formerOwners.split(";").map((name) => name.trim());
    const found = await segmentHealth(call.context, call.workspaceId, page.items, {
      formerOwners: names.filter((name) => name !== ""),
      quietFor: quiet,
    });
    const items = found.map(({ segment: { id, name, owner }, findings }) => ({
      segmentId: id,
      name,
      owner,
      findings,
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});
