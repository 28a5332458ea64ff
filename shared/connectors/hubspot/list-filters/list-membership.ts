import { z } from "zod";
import { type Formula } from "../../list-formula/formula.ts";
import { type Place, quoted, type Reading, shaped } from "../../list-formula/reading.ts";

const InListFilter = z.strictObject({
  filterType: z.literal("IN_LIST"),
  listId: z.union([z.string(), z.number()]).transform(String).optional(),
  operator: z.enum(["IN_LIST", "NOT_IN_LIST"]),
  metadata: z.unknown().optional(),
});

/** Membership of another list is membership of the segment that stands for it. */
export function readListMembership(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(InListFilter, given);
  if (!read.ok) return reading.refuse(place, "IN_LIST", read.why);
  const { listId, operator, metadata } = read.value;
  const what = `IN_LIST ${operator} ${listId ?? ""}`;
  if (metadata !== undefined && !(Array.isArray(metadata) && metadata.length === 0))
    return reading.refuse(
      place,
      what,
      "Muster does not know who is in a workflow, an import or a data set.",
    );
  if (listId === undefined) return reading.refuse(place, what, "It names no list.");
  if (place.scope !== "profile")
    return reading.refuse(
      place,
      what,
      "Rules ask after the segments of the list's own records only.",
    );
  const id = reading.context.segments.get(listId);
  if (id === undefined)
    return reading.refuse(
      place,
      what,
      `No segment stands for list ${quoted(listId)}: import that list first, and name its segment.`,
    );
  return { kind: "segment", id, isIn: operator === "IN_LIST" };
}
