import { z } from "zod";
import type { ObjectKind } from "../../../segmentation/record.ts";
import { always, type Formula, negated, type RelatedQuestion } from "../../list-formula/formula.ts";
import {
  type Place,
  quoted,
  type Reading,
  type Shaped,
  shaped,
} from "../../list-formula/reading.ts";
import { objectTypeIds } from "../versions.ts";
import { readOccurrences } from "./occurrences.ts";

const Association = {
  associationCategory: z.string().optional(),
  associationTypeId: z.union([z.string(), z.number()]).transform(Number),
};

const Branch = z.strictObject({
  filterBranchType: z.literal("ASSOCIATION"),
  filterBranchOperator: z.literal("AND").optional(),
  filterBranches: z.array(z.unknown()).default([]),
  filters: z.array(z.unknown()).default([]),
  objectTypeId: z.string(),
  operator: z.enum(["IN_LIST", "NOT_IN_LIST"]),
  ...Association,
});

const CountFilter = z.strictObject({
  filterType: z.literal("NUM_ASSOCIATIONS"),
  coalescingRefineBy: z.unknown().optional(),
  ...Association,
});

/** HubSpot's own association types that Muster follows: any company of a contact, any contact of a company. */
const followed: ReadonlyMap<number, { readonly from: ObjectKind; readonly to: ObjectKind }> =
  new Map([
    [279, { from: "contact", to: "company" }],
    [280, { from: "company", to: "contact" }],
  ]);
const primary: readonly number[] = [1, 2];

/** Records that one associated record makes members: all filters are about the same one. */
export function readAssociationBranch(
  given: unknown,
  place: Place,
  reading: Reading,
  readWhere: (inside: Place) => Formula,
): Formula {
  const read = shaped(Branch, given);
  if (!read.ok) return reading.refuse(place, "ASSOCIATION", read.why);
  const { objectTypeId, operator, associationTypeId, associationCategory } = read.value;
  const what = `ASSOCIATION ${objectTypeId} ${associationCategory ?? ""} ${associationTypeId} ${operator}`;
  const to = followedTo(read.value, place);
  if (!to.ok) return reading.refuse(place, what, to.why);
  if (objectTypeId !== objectTypeIds[to.value])
    return reading.refuse(
      place,
      what,
      `${quoted(objectTypeId)} is not what this association leads to.`,
    );
  const isNegated = operator === "NOT_IN_LIST";
  if (isNegated) reading.differs(place, what, "Read as: no associated record is accepted.");
  const where = readWhere({ ...place, scope: "related", object: to.value, turned: false });
  if (where.kind === "unknown") return where;
  const question = relatedTo(to.value, where);
  return isNegated ? negated(question) : question;
}

/** How many records of a kind are associated. */
export function readAssociationCount(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(CountFilter, given);
  if (!read.ok) return reading.refuse(place, "NUM_ASSOCIATIONS", read.why);
  const what = `NUM_ASSOCIATIONS ${read.value.associationTypeId}`;
  const to = followedTo(read.value, place);
  if (!to.ok) return reading.refuse(place, what, to.why);
  const count = readOccurrences(read.value.coalescingRefineBy);
  if (!count.ok) return reading.refuse(place, what, count.why);
  return { ...relatedTo(to.value, always), ...count.value };
}

function relatedTo(object: ObjectKind, where: Formula): RelatedQuestion {
  const list = object === "company" ? "company" : "contacts";
  return { kind: "related", list, where, atLeast: 1, atMost: undefined };
}

function followedTo(
  {
    associationCategory = "HUBSPOT_DEFINED",
    associationTypeId: id,
  }: {
    readonly associationCategory?: string | undefined;
    readonly associationTypeId: number;
  },
  { scope, object }: Place,
): Shaped<ObjectKind> {
  const wrong = (why: string) => ({ ok: false, why }) as const;
  if (scope !== "profile") return wrong("Rules go one association far.");
  if (associationCategory !== "HUBSPOT_DEFINED")
    return wrong("Muster does not tell associations apart by label.");
  if (primary.includes(id)) return wrong("Muster does not know which company is the primary one.");
  const association = followed.get(id);
  return association === undefined || association.from !== object
    ? wrong("Muster follows associations between contacts and companies only.")
    : { ok: true, value: association.to };
}
