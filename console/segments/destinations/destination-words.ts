import { type DestinationKind, servedBy } from "../../../shared/contracts/destination.ts";
import type { Schemas } from "../../api/client.ts";

export type Destination = Schemas["Destination"];
export type NewDestination = Schemas["NewDestination"];
type Connection = Schemas["Connection"];

/** What a kind of destination is there; the system is told by its connection. */
const things: Readonly<Record<DestinationKind, string>> = {
  "hubspot-list": "List",
  "hubspot-property": "Property of each record",
  webhook: "Signed webhooks to an address",
  course: "Course",
  "salesforce-campaign": "Campaign",
  "salesforce-field": "Field of each record",
  "klaviyo-list": "List",
  "activecampaign-tag": "Tag",
  "partnerstack-tag": "Tag",
  "thinkific-course": "Course",
  "teachable-course": "Course",
  "scim-group": "Group of a directory",
};

export function thingOf({ kind }: Pick<Destination, "kind">): string {
  return things[kind];
}

/** What only somebody can say who adds one, by kind. */
export type Detail = "url" | "courseId" | "listId" | "field";

export interface Offer {
  /** Tells offers apart. */
  readonly key: string;
  readonly label: string;
  readonly kind: DestinationKind;
  readonly connectionId: string | undefined;
  readonly detail: Detail | undefined;
}

/** Everywhere a segment can be pushed to: what each connected system takes, and any address. */
export function offersOf(connections: readonly Connection[]): Offer[] {
  const offered = connections
    .filter(({ state }) => state === "connected")
    .flatMap(({ id, name, kind }) =>
      kindsServedBy(kind).map((each) => ({
        key: `${each} ${id}`,
        label: `${things[each]} in ${name}`,
        kind: each,
        connectionId: id,
        detail: detailOf(each),
      })),
    );
  const address = { key: "webhook", label: things.webhook, kind: "webhook" as const };
  return [...offered, { ...address, connectionId: undefined, detail: "url" }];
}

/** The body that adds what was chosen. */
export function bodyOf({ kind, connectionId, detail }: Offer, said: string): NewDestination {
  const words = said.trim();
  return {
    kind,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(detail === undefined || words === "" ? {} : { [detail]: words }),
  };
}

function kindsServedBy(connectionKind: Connection["kind"]): DestinationKind[] {
  const kinds = Object.keys(things).filter(isKind);
  return kinds.filter((kind) => kind !== "webhook" && servedBy[kind] === connectionKind);
}

function isKind(name: string): name is DestinationKind {
  return Object.hasOwn(things, name);
}

function detailOf(kind: DestinationKind): Detail | undefined {
  switch (kind) {
    case "webhook":
      return "url";
    case "course":
    case "thinkific-course":
    case "teachable-course":
    case "scim-group":
      return "courseId";
    case "salesforce-campaign":
      return "listId";
    case "salesforce-field":
      return "field";
    case "hubspot-list":
    case "hubspot-property":
    case "klaviyo-list":
    case "activecampaign-tag":
    case "partnerstack-tag":
      return undefined;
  }
}
