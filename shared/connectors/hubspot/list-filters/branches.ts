import { z } from "zod";
import { allOf, anyOf, type Formula, negated } from "../../list-formula/formula.ts";
import { type Place, quoted, type Reading, shaped, under } from "../../list-formula/reading.ts";
import { readAssociationBranch } from "./associations.ts";
import { readEventBranch } from "./events.ts";
import { readFilter } from "./filters.ts";

const Typed = z.object({ filterBranchType: z.string() });

const Branch = z.strictObject({
  filterBranchType: z.enum(["AND", "OR", "NOT_ALL", "NOT_ANY"]),
  filterBranchOperator: z.string().optional(),
  filterBranches: z.array(z.unknown()).default([]),
  filters: z.array(z.unknown()).default([]),
});

const deepest = 12;

const unread: ReadonlyMap<string, string> = new Map([
  ["RESTRICTED", "HubSpot keeps this part of the list from who asked for it."],
  ["PROPERTY_ASSOCIATION", "Muster does not follow records that a property names."],
]);

/** Reads a branch and all that is in it; what cannot be read is noted at its place. */
export function readBranch(given: unknown, place: Place, reading: Reading, depth = 1): Formula {
  const type = Typed.safeParse(given).data?.filterBranchType;
  if (depth > deepest)
    return reading.refuse(
      place,
      type ?? "filterBranch",
      `Branches are read ${deepest} deep: flatten the list.`,
    );
  switch (type) {
    case "AND":
    case "OR":
    case "NOT_ALL":
    case "NOT_ANY":
      return readJoining(given, place, reading, depth);
    case "UNIFIED_EVENTS":
      return readEventBranch(given, place, reading);
    case "ASSOCIATION":
      return readAssociationBranch(given, place, reading, (inside) =>
        allOf(membersOf(given, inside, reading, depth)),
      );
    case undefined:
    default: {
      const why = unread.get(type ?? "") ?? `A branch of type ${quoted(type)} is not known.`;
      return reading.refuse(place, type ?? "filterBranch", why);
    }
  }
}

function readJoining(given: unknown, place: Place, reading: Reading, depth: number): Formula {
  const read = shaped(Branch, given);
  if (!read.ok) return reading.refuse(place, "filterBranch", read.why);
  const { filterBranchType: type, filterBranchOperator: operator = type } = read.value;
  if (operator !== type)
    return reading.refuse(
      place,
      `${type} ${operator}`,
      "Its type and its operator contradict each other.",
    );
  const isNegated = type === "NOT_ALL" || type === "NOT_ANY";
  const inside = { ...place, turned: place.turned !== isNegated };
  const members = membersOf(given, inside, reading, depth);
  const joined = type === "AND" || type === "NOT_ALL" ? allOf(members) : anyOf(members);
  return isNegated ? negated(joined) : joined;
}

const Members = z.object({
  filterBranches: z.array(z.unknown()).nullish(),
  filters: z.array(z.unknown()).nullish(),
});

function membersOf(given: unknown, place: Place, reading: Reading, depth: number): Formula[] {
  const { filters, filterBranches } = Members.safeParse(given).data ?? {};
  return [
    ...(filters ?? []).map((each, at) => readFilter(each, under(place, "filters", at), reading)),
    ...(filterBranches ?? []).map((each, at) =>
      readBranch(each, under(place, "filterBranches", at), reading, depth + 1),
    ),
  ];
}
