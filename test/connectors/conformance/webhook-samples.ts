import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { Webhook } from "standardwebhooks";
import type { ConnectionKind } from "../../../shared/contracts/connection.ts";
import { now } from "../samples.ts";

/** How the source proves that a webhook is its own. */
type Proof =
  /** As the vendor's own tools sign a body. */
  | { readonly kind: "signature"; sign(body: string): Record<string, string> }
  | { readonly kind: "secret-address" };

/** One source of webhooks, as the conformance suite asks of each. */
export interface WebhookSample {
  readonly secret: string;
  /** Where it sends. */
  readonly url: string;
  readonly proof: Proof;
  /** Bodies it would send, by what they tell. */
  readonly bodies: Readonly<Record<string, string>>;
  /** The first of them: of which record, and one of its values. */
  readonly tells: { readonly recordId: string; readonly values: Readonly<Record<string, string>> };
  /** Of kinds that nobody follows; none where the language is Muster's own and such are mistakes. */
  readonly unknown: readonly string[];
  /** Bodies that cannot be read, and the place that says why: empty for the whole. */
  readonly malformed: readonly (readonly [body: string, pointer: string])[];
}

const standardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const clientSecret = "client-secret";
const secretPart = "q3J0c2VjcmV0LXBhcnQtb2YtYWRkcmVzcw";
const hubspotUrl = "https://muster.test/hooks/hubspot";

function canonical(type: string, data: object): string {
  return JSON.stringify({ type, timestamp: "2026-11-22T10:00:00Z", data });
}

function hubspotEvent(event: object): string {
  return JSON.stringify([{ portalId: 7, occurredAt: now, objectId: 1, ...event }]);
}

function partnerEvent(event: string, subject: object): string {
  return JSON.stringify({ event, updated_at: now, ...subject });
}

function outboundMessage(type: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>00DKd00000AbCdEMAV</OrganizationId><Notification><Id>04lKd000000AbCdIAK</Id><sObject xsi:type="sf:${type}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>003Kd00000AbCdEIAV</sf:Id><sf:Tier__c>Gold</sf:Tier__c></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>`;
}

/** Of every connector that takes webhooks. */
export const webhookSamples: Partial<Record<ConnectionKind, WebhookSample>> = {
  webhook: {
    secret: standardSecret,
    url: "https://muster.test/hooks/con_1",
    proof: {
      kind: "signature",
      sign: (body) => ({
        "webhook-id": "msg_1",
        "webhook-timestamp": String(now / 1000),
        "webhook-signature": new Webhook(standardSecret).sign("msg_1", new Date(now), body),
      }),
    },
    bodies: {
      "a profile": canonical("profile.changed", {
        object: "contact",
        id: "1",
        attributes: { tier: "Gold" },
      }),
      "a behaviour": canonical("behaviour.recorded", {
        object: "contact",
        id: "1",
        name: "logged_in",
        at: "2026-11-22T09:59:58Z",
      }),
      "a deletion": canonical("profile.deleted", { object: "contact", id: "1" }),
    },
    tells: { recordId: "1", values: { tier: "Gold" } },
    unknown: [],
    malformed: [
      [canonical("profile.changed", { object: "contact" }), "/data/id"],
      [canonical("profile.exploded", { object: "contact", id: "1" }), "/type"],
    ],
  },
  hubspot: {
    secret: clientSecret,
    url: hubspotUrl,
    proof: {
      kind: "signature",
      sign(requestBody) {
        const options = { clientSecret, url: hubspotUrl, requestBody, timestamp: now };
        const signed = { ...options, signature: "" };
        return {
          "x-hubspot-signature-v3": Signature.getSignature("POST", "v3", signed),
          "x-hubspot-request-timestamp": String(now),
        };
      },
    },
    bodies: {
      "a property": hubspotEvent({
        subscriptionType: "contact.propertyChange",
        propertyName: "tier",
        propertyValue: "Gold",
      }),
      "a deletion": hubspotEvent({ subscriptionType: "contact.deletion" }),
      "a merge": hubspotEvent({
        subscriptionType: "contact.merge",
        primaryObjectId: 1,
        mergedObjectIds: [2],
        newObjectId: 3,
      }),
    },
    tells: { recordId: "1", values: { tier: "Gold" } },
    unknown: [hubspotEvent({ subscriptionType: "ticket.explosion" })],
    malformed: [
      [JSON.stringify([{ occurredAt: now }]), "/0/portalId"],
      [hubspotEvent({ subscriptionType: "contact.propertyChange" }), "/0/propertyName"],
    ],
  },
  salesforce: {
    secret: secretPart,
    url: `https://muster.test/hooks/salesforce/con_1/${secretPart}`,
    proof: { kind: "secret-address" },
    bodies: { "a contact": outboundMessage("Contact") },
    tells: { recordId: "003Kd00000AbCdEIAV", values: { Tier__c: "Gold" } },
    unknown: [outboundMessage("Case")],
    malformed: [["<Envelope>", ""]],
  },
  partnerstack: {
    secret: secretPart,
    url: `https://muster.test/hooks/partnerstack/con_1/${secretPart}`,
    proof: { kind: "secret-address" },
    bodies: {
      "a partnership": partnerEvent("partnership.updated", {
        key: "part_1",
        partner_key: "ann",
        email: "ann@partner.test",
        group: { key: "grup_1", name: "Resellers", slug: "resellers" },
      }),
      "an application": partnerEvent("application_created", {
        key: "appl_1",
        partnership_key: "part_1",
        group: { key: "grup_1", name: "Resellers", slug: "resellers" },
        content: { first_name: "Ann", email: "ann@partner.test" },
      }),
      "a customer": partnerEvent("customer.created", { key: "cust_1", partner_key: "ann" }),
      "a deal": partnerEvent("deal.updated", { key: "deal_1", partnership_key: "part_1" }),
      "an end": partnerEvent("partnership_deleted", { key: "part_1" }),
    },
    tells: { recordId: "part_1", values: { groupKey: "grup_1", partnerKey: "ann" } },
    unknown: [partnerEvent("reward.created", { key: "rwrd_1" })],
    malformed: [
      [JSON.stringify({ key: "part_1" }), "/event"],
      [partnerEvent("partnership.updated", { key: "part_1", tags: "VIP" }), "/tags"],
      [
        JSON.stringify([{ event: "customer.created", data: { key: "c", email: {} } }]),
        "/0/data/email",
      ],
    ],
  },
};
