import type { Change } from "../../contracts/change.ts";
import type { Connection } from "../../contracts/connection.ts";
import type { AccountEvents } from "../connector.ts";
import { limitEvents, malformed } from "../webhook-json.ts";
import { entityOf } from "./entities.ts";
import { type FieldValue, instantOf } from "./field-value.ts";
import { changesOf, type KnownFields } from "./record-changes.ts";
import { isRecordId, longId } from "./record-id.ts";
import { readXml, type XmlElement } from "./xml.ts";

const envelopeSpace = "http://schemas.xmlsoap.org/soap/envelope/";
const messageSpace = "http://soap.sforce.com/2005/09/outbound";

/** Salesforce's own ceiling for one message. */
const mostNotifications = 100;
const aDayMs = 86_400_000;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * One Outbound Message: up to 100 records of one org, each with the fields that its admin
 * chose. `SessionId` is empty these days and of no use here.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_understanding.htm
 */
export function parseOutboundMessage(body: Uint8Array, receivedAt: number): AccountEvents[] {
  const message = only(
    only(envelopeOf(body), "Body", envelopeSpace),
    "notifications",
    messageSpace,
  );
  const organization = longId(textOf(only(message, "OrganizationId", messageSpace)));
  if (!isRecordId(organization))
    throw malformed("The message's OrganizationId is no id of an org.", ["OrganizationId"]);
  const notifications = message.children.filter(({ name }) => name === "Notification");
  limitEvents(notifications.length, mostNotifications);
  const known = notifications.flatMap((each) => knownFields(each, receivedAt) ?? []);
  return [
    {
      accountId: organization,
      eventCount: notifications.length,
      ignoredCount: notifications.length - known.length,
      changes: ({ propertyTypes }: Pick<Connection, "propertyTypes">): Change[] =>
        known.flatMap((each) => changesOf(each, propertyTypes)),
    },
  ];
}

/** Salesforce repeats a message for a day until it reads this. */
export const acknowledgement = {
  contentType: "text/xml; charset=utf-8",
  body:
    `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="${envelopeSpace}">` +
    `<soapenv:Body><notificationsResponse xmlns="${messageSpace}"><Ack>true</Ack>` +
    "</notificationsResponse></soapenv:Body></soapenv:Envelope>",
} as const;

function envelopeOf(body: Uint8Array): XmlElement {
  const root = readXml(decoded(body));
  if (root.name === "Envelope" && root.namespace === envelopeSpace) return root;
  throw malformed("Expected a SOAP envelope.", []);
}

function decoded(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw malformed("The body is not UTF-8 text.", []);
  }
}

function only(parent: XmlElement, name: string, namespace: string): XmlElement {
  const found = parent.children.filter(
    (child) => child.name === name && child.namespace === namespace,
  );
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  throw malformed(`Expected one ${name} in ${parent.name}.`, [name]);
}

/**
 * The record of a notification; undefined for a kind that is not followed. It is dated by
 * its own last change where the admin chose that field. Without it the moment of receiving
 * counts: Salesforce sends the record as it is when it sends, not as it was when it changed.
 */
function knownFields(notification: XmlElement, receivedAt: number): KnownFields | undefined {
  const record = only(notification, "sObject", messageSpace);
  const entity = entityOf(typeOf(record));
  if (entity === undefined) return undefined;
  const fields = new Map(record.children.map((field) => [field.name, valueOf(field)]));
  const recordId = longId(String(fields.get("Id") ?? ""));
  if (!isRecordId(recordId)) throw malformed(`A ${entity} came without its Id.`, ["sObject", "Id"]);
  const dated = fields.get("SystemModstamp") ?? fields.get("LastModifiedDate") ?? "";
  const instant = instantOf(dated);
  const at = instant === undefined ? receivedAt : Date.parse(instant);
  return at > receivedAt + aDayMs ? undefined : { entity, recordId, at, fields };
}

function typeOf({ attributes }: XmlElement): string {
  const type = [...attributes].find(([name]) => name.endsWith(":type"))?.[1] ?? "";
  return type.split(":").at(-1) ?? "";
}

function valueOf(field: XmlElement): FieldValue {
  const isNil = [...field.attributes].some(
    ([name, value]) => name.endsWith(":nil") && (value === "true" || value === "1"),
  );
  return isNil ? null : field.text;
}

function textOf({ text }: XmlElement): string {
  return text.trim();
}
