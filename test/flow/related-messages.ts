import type { Change, ObjectKind } from "../../shared/contracts/change.ts";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { Match, RuleGroup } from "../../shared/segmentation/rule.ts";
import type { World } from "./world.ts";

const start = Date.parse("2026-11-22T09:00:00Z");

type Values = Record<string, string | number | boolean | null>;

/** `minute` orders the changes of a test. */
export function company(recordId: string, values: Values, minute = 0): Change {
  return change("company", recordId, minute, { kind: "attributes", values });
}

export function companyGone(recordId: string, minute: number): Change {
  return change("company", recordId, minute, { kind: "deletion" });
}

export function companiesMerged(into: string, recordIds: string[], minute: number): Change {
  return change("company", into, minute, { kind: "merge", mergedRecordIds: recordIds });
}

export function worksAt(contact: string, companyId: string, minute = 0, removed = false): Change {
  const to = { object: "company", recordId: companyId } as const;
  return change("contact", contact, minute, { kind: "association", to, removed });
}

/** The same association, told from the company's end. */
export function employs(companyId: string, contact: string, minute = 0, removed = false): Change {
  const to = { object: "contact", recordId: contact } as const;
  return change("company", companyId, minute, { kind: "association", to, removed });
}

export function childOf(child: string, parent: string, minute = 0, removed = false): Change {
  const to = { object: "company", recordId: parent } as const;
  return change("company", child, minute, { kind: "association", to, removed });
}

function change(
  object: ObjectKind,
  recordId: string,
  minute: number,
  body: Change["body"],
): Change {
  return { object, recordId, at: start + minute * 60_000, body };
}

/** A count over a list field. */
export function matching(field: string, match: Match, rule: RuleGroup): RuleGroup {
  return { combinator: "and", rules: [{ field, operator: "", match, value: rule }] };
}

export function some(field: string, rule: RuleGroup): RuleGroup {
  return matching(field, { mode: "some" }, rule);
}

export function idOf(
  here: World,
  object: ObjectKind,
  recordId: string,
  connection = "crm",
): string {
  return profileIdOf(here.workspaceId, object, connection, recordId);
}

export function profileOf(here: World, object: ObjectKind, recordId: string, connection = "crm") {
  const { workspaceId } = here;
  const id = idOf(here, object, recordId, connection);
  return followPointers(here.storage, { workspaceId, object, id });
}
