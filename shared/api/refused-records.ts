import { z } from "zod";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { findDestination } from "./find-destination.ts";
import { Instant, iso } from "./instant.ts";
import { route } from "./route.ts";

const RefusedRecord = z
  .object({
    profileId: z.string(),
    recordId: z.string().optional().meta({ description: "The record's id at the destination." }),
    member: z.boolean().meta({ description: "Whether it is to be in, or out." }),
    reason: z.string().meta({ description: "As the system said it." }),
    since: Instant,
  })
  .meta({ id: "RefusedRecord" });

export const getRefusedRecords = route({
  method: "GET",
  path: "/api/v1/destinations/{id}/refused",
  tag: "Destinations",
  status: 200,
  summary: "Records that a destination does not take, and why",
  description:
    "Each is tried again when something about it changes, and by every sweep of the destination.",
  input: {
    params: z.object({ id: z.string() }),
    query: z.object({ limit: Limit, cursor: Cursor }),
  },
  output: listOf(RefusedRecord),
  async handle({ params, query }, call) {
    const { workspaceId, id } = await findDestination(call, params.id);
    const after = fromCursor("cursor", query.cursor);
    const { pushes } = call.context.storage;
    const page = await pushes.refused(workspaceId, id, query.limit, after);
    const items = page.rows.map((row) => ({
      profileId: row.profileId,
      recordId: row.recordId,
      member: row.desired,
      reason: row.reason ?? "No reason was given.",
      since: iso(row.refusedAt ?? row.settledAt ?? 0),
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});
