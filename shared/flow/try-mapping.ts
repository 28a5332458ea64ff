import { applyMapping } from "../connectors/mapping/apply-mapping.ts";
import { readEvent } from "../connectors/webhook/parse.ts";
import { eventsOf } from "../connectors/webhook/parse-mapped.ts";
import { Problem } from "../runtime/errors.ts";
import { assertStorable } from "./assert-storable.ts";

export interface Tried {
  /** In canonical form, those with problems too. */
  readonly events: readonly unknown[];
  readonly problems: readonly { pointer: string | undefined; detail: string }[];
}

/** What a mapping makes of a payload that came in now, and all that is wrong with it. */
export async function tryMapping(
  mapping: string | undefined,
  payload: unknown,
  now: number,
): Promise<Tried> {
  try {
    const mapped = mapping === undefined ? payload : await applyMapping(mapping, payload, now);
    const events = eventsOf(mapped);
    return { events, problems: events.flatMap((event, index) => faultsOf(event, index, now)) };
  } catch (problem) {
    return { events: [], problems: [faultOf(problem)] };
  }
}

function faultsOf(event: unknown, index: number, now: number) {
  try {
    assertStorable(readEvent(event, [index], now));
    return [];
  } catch (problem) {
    return [faultOf(problem)];
  }
}

function faultOf(problem: unknown) {
  if (!(problem instanceof Problem)) throw problem;
  return { pointer: problem.pointer, detail: problem.message };
}
