import { z } from "zod";
import { allOf, always, anyOf, type Formula, negated } from "../../list-formula/formula.ts";
import {
  type ListContext,
  type Place,
  quoted,
  Reading,
  shaped,
  under,
} from "../../list-formula/reading.ts";
import { translated } from "../../list-formula/translated.ts";
import type { TranslatedList } from "../../list-import.ts";
import type { Entity } from "../entities.ts";
import { readFieldCondition } from "./field-condition.ts";

const Group = z.strictObject({
  conditions: z.array(z.unknown()),
  conjunction: z.enum(["and", "or"]),
});
const Not = z.strictObject({ condition: z.unknown() });
const deepest = 32;

export interface ListView {
  readonly entity: Entity;
  /** Whose records it shows: `everything`, or less. */
  readonly scope: string | undefined;
  /** As described; undefined where it has no filters. */
  readonly condition: unknown;
}

/**
 * The rule that finds what a list view of Salesforce's finds. SOQL knows two truths: a comparison
 * with an empty field is false, and its opposite true; the rule is made to agree. Never throws,
 * whatever is given.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_describesoqllistview_soqlwherecondition.htm
 */
export function ruleFromListView(
  { entity, scope, condition }: ListView,
  context: ListContext,
): TranslatedList {
  const reading = new Reading(context);
  const { object } = context.rules;
  const root: Place = { path: [], scope: "profile", object, turned: false };
  const members = [kindOf(entity, root, reading)];
  if (scope !== undefined && scope !== "everything")
    members.push(
      reading.refuse(
        under(root, "scope"),
        `scope ${quoted(scope)}`,
        "Rules do not know whose a record is.",
      ),
    );
  const place = under(root, "whereCondition");
  if (condition !== undefined && condition !== null)
    members.push(readCondition(condition, place, { entity, reading }, 0));
  reading.noteExcess(root);
  return translated(allOf(members), root, reading);
}

/** Leads and contacts are one kind of profile; only leads say whether they were converted. */
function kindOf(entity: Entity, root: Place, reading: Reading): Formula {
  switch (entity) {
    case "Account":
      return always;
    case "Contact":
      reading.differs(root, "Contact", "Leads are contacts here too: the rule finds both.");
      return always;
    case "Lead":
      return {
        kind: "property",
        field: "IsConverted",
        holds: { kind: "compares", yes: { operator: "=", value: false }, no: [] },
        whenMissing: false,
      };
  }
}

interface Subject {
  readonly entity: Entity;
  readonly reading: Reading;
}

function readCondition(given: unknown, place: Place, subject: Subject, depth: number): Formula {
  const { reading } = subject;
  if (depth > deepest)
    return reading.refuse(place, "conditions", `They are nested over ${deepest} deep.`);
  const group = shaped(Group, given);
  if (group.ok) {
    const { conditions, conjunction } = group.value;
    const members = conditions.map((each, at) =>
      readCondition(each, under(place, "conditions", at), subject, depth + 1),
    );
    return conjunction === "and" ? allOf(members) : anyOf(members);
  }
  const not = shaped(Not, given);
  if (not.ok) {
    const inner = { ...under(place, "condition"), turned: !place.turned };
    return negated(readCondition(not.value.condition, inner, subject, depth + 1));
  }
  if (!reading.admits()) return reading.refuse(place, "a condition", "There are too many.");
  return readFieldCondition(given, place, subject);
}
