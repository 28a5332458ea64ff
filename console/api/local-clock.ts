import { z } from "zod";
import { ApiProblem, offline } from "./problem.ts";

const Clock = z.object({ now: z.iso.datetime() });
const Refusal = z.object({ title: z.string(), detail: z.string() }).partial();

/** The local system's clock; null where Muster runs for good: nobody moves that one. */
export async function readLocalClock(signal: AbortSignal): Promise<Date | null> {
  const answer = await fetch("/local/clock", { signal, headers: { accept: "application/json" } });
  const isJson = answer.headers.get("content-type")?.startsWith("application/json") === true;
  return answer.ok && isJson ? clockOf(await answer.json()) : null;
}

/**
 * Moves it forward by an ISO 8601 duration, through all that is due on the way.
 * @throws ApiProblem with the reason where it did not get there
 */
export async function travel(duration: string): Promise<Date> {
  const answer = await fetch("/local/clock", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ advance: duration }),
  }).catch(() => {
    throw offline();
  });
  const body: unknown = await answer.json();
  if (answer.ok) return clockOf(body);
  const { title, detail } = Refusal.safeParse(body).data ?? {};
  throw new ApiProblem(answer.status, {
    ...(title === undefined ? {} : { title }),
    ...(detail === undefined ? {} : { detail }),
  });
}

function clockOf(body: unknown): Date {
  return new Date(Clock.parse(body).now);
}
