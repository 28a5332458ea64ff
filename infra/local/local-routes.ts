import type { ServerResponse } from "node:http";
import { DateTime, Duration } from "luxon";
import { z } from "zod";
import { Problem } from "../../shared/runtime/errors.ts";
import type { LocalRoute } from "./gateway.ts";
import { pendingWork, type Workplaces } from "./idle.ts";
import type { Travel } from "./travel.ts";

const moveSchema = z.union([
  z.strictObject({ advance: z.string() }),
  z.strictObject({ now: z.string() }),
]);

/**
 * The instant (ms) a body of `POST /local/clock` asks for.
 * @throws Problem 400 for what cannot be read, 422 for the past
 */
export function targetOf(body: string, now: number): number {
  const parsed = moveSchema.safeParse(jsonOf(body));
  if (!parsed.success)
    throw malformed('Send {"advance": "P30D"} or {"now": "2026-12-24T12:00:00Z"}.');
  const target =
    "now" in parsed.data ? instantOf(parsed.data.now) : after(now, parsed.data.advance);
  if (target >= now) return target;
  const detail = `The clock moves forward only; it is ${new Date(now).toISOString()} already.`;
  throw new Problem(422, "Not forward", detail);
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed("The body is not JSON.");
  }
}

const malformed = (detail: string): Problem => new Problem(400, "Not understood", detail);

function instantOf(text: string): number {
  const instant = DateTime.fromISO(text, { zone: "utc" });
  if (instant.isValid) return instant.toMillis();
  throw malformed(`"${text}" is no ISO 8601 instant such as 2026-12-24T12:00:00Z.`);
}

/** By the calendar: `P1M` after 31 January is the end of February. */
function after(now: number, text: string): number {
  const duration = Duration.fromISO(text);
  if (duration.isValid) return DateTime.fromMillis(now, { zone: "utc" }).plus(duration).toMillis();
  throw malformed(`"${text}" is no ISO 8601 duration such as P30D or PT1H.`);
}

/** `/local/clock` and `/local/idle`; they exist on one machine only. */
export function localRoutes(places: Workplaces, travel: Travel): Map<string, LocalRoute> {
  const sayTime = (response: ServerResponse): void =>
    answerJson(response, 200, { now: new Date(places.clock.now()).toISOString() });
  return new Map<string, LocalRoute>([
    ["GET /local/clock", async (_, response) => sayTime(response)],
    [
      "POST /local/clock",
      async (body, response) => {
        await travel.to(targetOf(body.toString(), places.clock.now()));
        sayTime(response);
      },
    ],
    [
      "GET /local/idle",
      async (_, response) => {
        const pending = await pendingWork(places);
        const idle = pending.length === 0;
        answerJson(response, idle ? 200 : 503, { idle, pending });
      },
    ],
  ]);
}

function answerJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
