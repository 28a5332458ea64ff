import { z } from "zod";
import { mappingOf } from "../connectors/webhook/inbound.ts";
import { bodyOf } from "../flow/refuse-webhook.ts";
import { takeRefused } from "../flow/take-refused.ts";
import { tryMapping } from "../flow/try-mapping.ts";
import { Problem } from "../runtime/errors.ts";
import type { RefusedWebhook } from "../storage/refused-webhooks.ts";
import type { Call } from "./call.ts";
import { MappingTrial, RefusedWebhookView, Retaken, TriedMapping } from "./connection-schema.ts";
import { Cursor, fromCursor, Limit, listOf, toCursor } from "./cursors.ts";
import { ConnectionPath, findConnection } from "./find-connection.ts";
import { iso } from "./instant.ts";
import { readMapping, takesMapping } from "./new-connection.ts";
import { invalid } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Connections";

export const postTrial = route({
  method: "POST",
  path: "/api/v1/connections/{id}/mapping/try",
  tag,
  status: 200,
  changesNothing: true,
  problems: [409],
  summary: "See what a mapping makes of a payload; nothing is stored",
  input: { params: ConnectionPath, body: MappingTrial },
  output: TriedMapping,
  async handle({ params, body: { mapping, payload } }, call) {
    const connection = await findListening(call, params.id);
    if (payload === undefined) throw invalid("/payload", "Give a payload of the source.");
    const tried = mapping === undefined ? mappingOf(connection) : readMapping(connection, mapping);
    const { events, problems } = await tryMapping(tried, payload, call.context.clock.now());
    const ignored = events.length === 0 && problems.length === 0;
    return { body: { events: [...events], ignored, problems: [...problems] } };
  },
});

export const getRefused = route({
  method: "GET",
  path: "/api/v1/connections/{id}/refused",
  tag,
  status: 200,
  summary: "Webhooks that its mapping could not read, oldest first",
  input: { params: ConnectionPath, query: z.object({ limit: Limit, cursor: Cursor }) },
  output: listOf(RefusedWebhookView),
  async handle({ params, query }, call) {
    const { workspaceId, id } = await findConnection(call, params.id);
    const after = fromCursor("cursor", query.cursor);
    const { refusedWebhooks } = call.context.storage;
    const page = await refusedWebhooks.page(workspaceId, id, query.limit, after);
    return { body: { items: page.items.map(viewRefused), cursor: toCursor(page.after) } };
  },
});

const atOnce = 100;

export const postRetry = route({
  method: "POST",
  path: "/api/v1/connections/{id}/refused/retry",
  tag,
  status: 200,
  problems: [409],
  summary: "Read refused webhooks again with the present mapping, 100 at a time",
  input: { params: ConnectionPath, query: z.object({ cursor: Cursor }) },
  output: Retaken,
  async handle({ params, query }, call) {
    const connection = await findListening(call, params.id);
    const from = fromCursor("cursor", query.cursor);
    const { taken, refused, after } = await takeRefused(call.context, connection, atOnce, from);
    return { body: { taken, refused, cursor: toCursor(after) } };
  },
});

async function findListening(call: Call, id: string) {
  const connection = await findConnection(call, id);
  if (takesMapping(connection.kind)) return connection;
  throw new Problem(409, "Nothing to map", `${connection.name} needs no mapping.`);
}

function viewRefused(refused: RefusedWebhook): z.input<typeof RefusedWebhookView> {
  const { id, receivedAt, reason, pointer } = refused;
  return {
    id,
    receivedAt: iso(receivedAt),
    reason,
    ...(pointer === undefined || pointer === "" ? {} : { pointer }),
    payload: payloadOf(Buffer.from(bodyOf(refused)).toString("utf8")),
  };
}

function payloadOf(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}
