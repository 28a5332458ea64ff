import type { AccountEvents } from "../connector.ts";
import { applyMapping } from "../mapping/apply-mapping.ts";
import { limitEvents, readJson } from "../webhook-json.ts";
import { mostEvents } from "./canonical.ts";
import { readEvents } from "./parse.ts";

/**
 * What a provider sent, in canonical events, by a mapping: one, several, or none where the
 * mapping passes it over. Throws a `Problem` where the mapping fails or gives what is no event.
 */
export async function parseMapped(
  mapping: string,
  body: Uint8Array,
  receivedAt: number,
): Promise<AccountEvents[]> {
  const mapped = eventsOf(await applyMapping(mapping, readJson(body), receivedAt));
  if (mapped.length > 0) return readEvents(mapped, receivedAt);
  return [{ accountId: undefined, eventCount: 1, ignoredCount: 1, changes: () => [] }];
}

/** A mapping's answer as a list of what are to be events. Throws a `Problem` (413) for too many. */
export function eventsOf(mapped: unknown): readonly unknown[] {
  if (mapped === undefined || mapped === null) return [];
  const events: readonly unknown[] = Array.isArray(mapped) ? mapped : [mapped];
  limitEvents(events.length, mostEvents);
  return events;
}
