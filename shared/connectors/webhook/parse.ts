import { AttributeValue, type Change, Scalar } from "../../contracts/change.ts";
import { Problem } from "../../runtime/errors.ts";
import { attributeNameProblem } from "../../segmentation/language/rule-fields.ts";
import { fieldProblem } from "../../segmentation/language/scopes.ts";
import type { AccountEvents } from "../connector.ts";
import { jsonPointer } from "../json-pointer.ts";
import { limitEvents, malformed, readJson, readShape } from "../webhook-json.ts";
import { CanonicalEvent, mostEvents } from "./canonical.ts";
import { readNamedValues, valueAt } from "./named-values.ts";

const aDayMs = 86_400_000;
const CellValue = AttributeValue.nullable();

/** One canonical event or an array of up to 1,000; the address names the connection. */
export function parseCanonical(body: Uint8Array, now: number): AccountEvents[] {
  return readEvents(readJson(body), now);
}

/** Canonical events as parsed JSON. Throws a `Problem` that names the place. */
export function readEvents(document: unknown, now: number): AccountEvents[] {
  const single = !Array.isArray(document);
  const raw: readonly unknown[] = single ? [document] : document;
  limitEvents(raw.length, mostEvents);
  const changes = raw.map((event, index) => readEvent(event, single ? [] : [index], now));
  return [
    {
      accountId: undefined,
      eventCount: changes.length,
      ignoredCount: 0,
      changes: () => changes,
    },
  ];
}

/** One canonical event at a place of its document. Throws a `Problem` that names the place. */
export function readEvent(raw: unknown, path: readonly PropertyKey[], now: number): Change {
  const event = readShape(CanonicalEvent, raw, path);
  const at = Date.parse(event.timestamp);
  if (at > now + aDayMs) {
    throw new Problem(
      422,
      "Timestamp in the future",
      `${event.timestamp} is over a day ahead; a change's timestamp says when it happened.`,
      jsonPointer([...path, "timestamp"]),
    );
  }
  return changeOf(event, at, raw, path);
}

function changeOf(
  event: CanonicalEvent,
  at: number,
  raw: unknown,
  path: readonly PropertyKey[],
): Change {
  switch (event.type) {
    case "profile.changed": {
      const { object, id, email, domain } = event.data;
      const sent = valueAt(raw, ["data", "attributes"]);
      const place = [...path, "data", "attributes"];
      const values = readNamedValues(CellValue, sent, place, attributeNameProblem);
      if (email !== undefined) values["email"] = email;
      if (domain !== undefined) values["domain"] = domain;
      return { object, recordId: id, at, body: { kind: "attributes", values } };
    }
    case "behaviour.recorded":
      return behaviourOf(event, at, raw, path);
    case "association.changed": {
      const { from, to, removed } = event.data;
      if (from.object === to.object && from.id === to.id) {
        throw malformed("A record cannot be associated with itself.", [...path, "data", "to"]);
      }
      const target = { object: to.object, recordId: to.id };
      const body = { kind: "association", to: target, removed } as const;
      return { object: from.object, recordId: from.id, at, body };
    }
    case "profile.deleted":
      return { object: event.data.object, recordId: event.data.id, at, body: { kind: "deletion" } };
  }
}

/** A property must be one that a rule can name, as `properties.<name>`. */
function propertyNameProblem(name: string): string | undefined {
  return fieldProblem(`properties.${name}`, "behaviour");
}

function behaviourOf(
  event: Extract<CanonicalEvent, { type: "behaviour.recorded" }>,
  at: number,
  raw: unknown,
  path: readonly PropertyKey[],
): Change {
  const { object, id, name, behaviourId } = event.data;
  const sent = valueAt(raw, ["data", "properties"]);
  const place = [...path, "data", "properties"];
  const properties = readNamedValues(Scalar, sent, place, propertyNameProblem);
  return {
    object,
    recordId: id,
    at,
    body: {
      kind: "behaviour",
      name,
      happenedAt: event.data.at === undefined ? at : Date.parse(event.data.at),
      properties,
      ...(behaviourId === undefined ? {} : { id: behaviourId }),
    },
  };
}
