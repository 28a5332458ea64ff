import type { IncomingMessage } from "node:http";
import { z } from "zod";
import {
  answerJson,
  type JsonAnswer,
  operationOf,
  type RequestHandler,
  readJson,
} from "../queues/aws-json.ts";
import type { EventBus } from "./event-bus.ts";
import { type EventEntry, entryBytes, MAX_ENTRIES, MAX_ENTRY_BYTES } from "./event-entry.ts";

/** Of the year 9999: the last that RFC 3339 can write. */
const LAST_SECOND = 253_402_300_799;

/** As on the wire, where an instant is in seconds. */
const requestSchema = z.object({
  Entries: z.array(
    z.object({
      Source: z.string().optional(),
      DetailType: z.string().optional(),
      Detail: z.string().optional(),
      Time: z
        .number()
        .min(0)
        .max(LAST_SECOND)
        .transform((seconds) => Math.round(seconds * 1000))
        .optional(),
      Resources: z.array(z.string()).optional(),
      EventBusName: z.string().min(1).optional(),
    }),
  ),
});

/** EventBridge's PutEvents and PutPartnerEvents in AWS JSON 1.1 at any path; signatures are not checked. */
export const createBusHandler =
  (bus: EventBus): RequestHandler =>
  async (request, response) => {
    answerJson(response, "1.1", await answerTo(request, bus));
  };

const answerTo = async (request: IncomingMessage, bus: EventBus): Promise<JsonAnswer> => {
  const operation = operationOf(request, "AWSEvents");
  if (operation !== "PutEvents" && operation !== "PutPartnerEvents") {
    const reason = `The local bus offers PutEvents and PutPartnerEvents, not '${operation ?? ""}'.`;
    return refusal("UnknownOperationException", reason);
  }
  try {
    const parsed = requestSchema.safeParse(await readJson(request));
    if (!parsed.success) return refusal("ValidationException", z.prettifyError(parsed.error));
    const fault = faultOf(parsed.data.Entries);
    if (fault !== undefined) return refusal("ValidationException", fault);
    const { Entries: entries } = parsed.data;
    const results =
      operation === "PutEvents" ? bus.putEvents(entries) : bus.putPartnerEvents(entries);
    const failed = results.filter((result) => "ErrorCode" in result);
    return { status: 200, body: { FailedEntryCount: failed.length, Entries: results } };
  } catch (error) {
    return failure(error);
  }
};

/** What fails the call as a whole. */
const faultOf = (entries: readonly EventEntry[]): string | undefined => {
  if (entries.length < 1 || entries.length > MAX_ENTRIES) {
    return `PutEvents takes 1 to ${MAX_ENTRIES} entries; this call has ${entries.length}.`;
  }
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes > MAX_ENTRY_BYTES) {
    return `The entries of one call have at most ${MAX_ENTRY_BYTES} bytes; these have ${bytes}.`;
  }
  if (entries.some((entry) => entry.Source && entry.DetailType && entry.Detail)) return undefined;
  return "No entry has a Source, a DetailType and a Detail.";
};

const refusal = (type: string, message: string): JsonAnswer => ({
  status: 400,
  body: { __type: type, message },
});

const failure = (error: unknown): JsonAnswer => {
  if (error instanceof SyntaxError) return refusal("SerializationException", "Not JSON.");
  const cause = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ level: "error", message: "Putting events failed", cause }));
  return { status: 500, body: { __type: "InternalException", message: cause } };
};
