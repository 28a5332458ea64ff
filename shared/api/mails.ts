import { z } from "zod";
import { stopReasons } from "../contracts/mail.ts";
import { liftStops } from "../flow/stop-mail.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { Instant, iso } from "./instant.ts";
import { ProgramPath } from "./program-schema.ts";
import { findProgram } from "./programs.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Programs";
const paging = z.object({ limit: Limit, cursor: Cursor });

const MailView = z
  .object({
    profileId: z.string().optional().meta({
      description: "Who was written to; absent where the program names the address.",
    }),
    state: z.enum(["sending", "sent", "withheld", "failed"]).meta({
      description:
        "`sending` for longer than minutes: nobody knows whether it was sent, and it is not sent again.",
    }),
    reason: z.string().optional(),
    remedy: z.string().optional().meta({ description: "What a person does about it." }),
    at: Instant,
  })
  .meta({ id: "Mail" });

export const getMails = route({
  method: "GET",
  path: "/api/v1/programs/{id}/mails",
  tag,
  status: 200,
  summary: "What became of a notification's e-mails, each occasion once",
  input: { params: ProgramPath, query: paging },
  output: listOf(MailView),
  async handle({ params, query: { limit, cursor } }, call) {
    const { workspaceId, context } = call;
    const { id } = await findProgram(call, params.id);
    const after = fromCursor("cursor", cursor);
    const page = await context.storage.mails.page(workspaceId, id, limit, after);
    const items = page.items.map(({ profileId, state, reason, remedy, at }) => ({
      profileId,
      state,
      reason,
      remedy,
      at: iso(at),
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});

const StopView = z
  .object({
    profileId: z.string(),
    reason: z.enum(stopReasons),
    programId: z.string().meta({ description: "Of which mail it was said." }),
    at: Instant,
  })
  .meta({ id: "MailStop" });

export const getMailStops = route({
  method: "GET",
  path: "/api/v1/mail-stops",
  tag,
  status: 200,
  summary: "Who gets no e-mails from programs: they said so, complained, or have no such mailbox",
  input: { query: paging },
  output: listOf(StopView),
  async handle({ query: { limit, cursor } }, { context, workspaceId }) {
    const after = fromCursor("cursor", cursor);
    const page = await context.storage.mails.stops(workspaceId, limit, after);
    const items = page.items.map(({ profileId, reason, programId, at }) => ({
      profileId,
      reason,
      programId,
      at: iso(at),
    }));
    return { body: { items, cursor: toCursor(page.after) } };
  },
});

export const deleteMailStop = route({
  method: "DELETE",
  path: "/api/v1/mail-stops/{profileId}",
  tag,
  status: 204,
  role: "admin",
  summary: "Write to somebody again, who asked for it or has another mailbox",
  input: { params: z.object({ profileId: z.string() }) },
  output: z.undefined(),
  async handle({ params: { profileId } }, { context, workspaceId }) {
    if (!(await liftStops(context, workspaceId, profileId)))
      throw notFound("Mails to this profile were not stopped.");
    return { body: undefined };
  },
});
