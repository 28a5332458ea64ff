import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inboundOf } from "../../../shared/connectors/inbound.ts";
import { parseOutboundMessage } from "../../../shared/connectors/salesforce/outbound-message.ts";
import { Change } from "../../../shared/contracts/change.ts";
import { Problem } from "../../../shared/runtime/errors.ts";
import { bytes, now, problemOf, webhookRequest } from "../samples.ts";

const orgId = "00DKd00000AbCdEMAV";

function notification(fields: string, type = "sf:Contact"): string {
  return `<Notification><Id>04lKd000000AbCdIAK</Id><sObject xsi:type="${type}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${fields}</sObject></Notification>`;
}

/** As Salesforce writes it, the empty session id included. */
function message(...notifications: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${orgId}</OrganizationId>
   <ActionId>04kKd000000AbCdIAK</ActionId>
   <SessionId xsi:nil="true"/>
   <EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/68.0</EnterpriseUrl>
   <PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/68.0</PartnerUrl>
   ${notifications.join("")}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`;
}

const ann = notification(
  "<sf:Id>003Kd00000AbCdEIAV</sf:Id><sf:AccountId>001Kd00000AbCdEIAV</sf:AccountId>" +
    '<sf:Email>ann@acme.test</sf:Email><sf:Department xsi:nil="true"/><sf:Level__c>3.0</sf:Level__c>' +
    "<sf:Note__c>R&amp;D &lt;&#233;&#x2014;&gt; &quot;x&quot;</sf:Note__c><sf:Products__c>A;B</sf:Products__c>" +
    "<sf:LastModifiedDate>2026-11-22T09:59:00.000Z</sf:LastModifiedDate>",
);
const propertyTypes = {
  "Contact.Level__c": "double",
  "Contact.Products__c": "multipicklist",
  "Contact.Active__c": "boolean",
};

function changesIn(body: string) {
  return parseOutboundMessage(bytes(body), now).flatMap((part) => part.changes({ propertyTypes }));
}

describe("an outbound message", () => {
  it("is what its records are, dated by their own last change", () => {
    const changes = changesIn(message(ann));
    const at = Date.parse("2026-11-22T09:59:00Z");
    const recordId = "003Kd00000AbCdEIAV";
    expect(changes).toEqual([
      {
        object: "contact",
        recordId,
        at,
        body: {
          kind: "attributes",
          values: {
            AccountId: "001Kd00000AbCdEIAV",
            email: "ann@acme.test",
            Department: null,
            Level__c: 3,
            Note__c: 'R&D <é—> "x"',
            Products__c: ["A", "B"],
          },
        },
      },
      {
        object: "contact",
        recordId,
        at,
        body: {
          kind: "association",
          to: { object: "company", recordId: "001Kd00000AbCdEIAV" },
          removed: false,
          only: true,
        },
      },
    ]);
    for (const change of changes) expect(Change.parse(change)).toEqual(change);
  });

  it("names its org, and counts what it brings of records that are not followed", () => {
    const other = notification("<sf:Id>500Kd00000AbCdEIAV</sf:Id>", "sf:Case");
    expect(parseOutboundMessage(bytes(message(ann, other)), now)).toMatchObject([
      { accountId: orgId, eventCount: 2, ignoredCount: 1 },
    ]);
  });

  it("without a date of its own is as of now: it is sent as the record stands", () => {
    const undated = notification("<sf:Id>003Kd00000AbCdE</sf:Id><sf:Email>a@b.test</sf:Email>");
    expect(changesIn(message(undated))).toMatchObject([
      { recordId: "003Kd00000AbCdEIAV", at: now },
    ]);
  });

  it("of the future is left alone", () => {
    const early = notification(
      "<sf:Id>003Kd00000AbCdEIAV</sf:Id><sf:SystemModstamp>2026-11-24T10:00:00Z</sf:SystemModstamp>",
    );
    expect(changesIn(message(early))).toEqual([]);
  });

  it("makes an account a company with its parent and its domain", () => {
    const acme = notification(
      "<sf:Id>001Kd00000AbCdEIAV</sf:Id><sf:Website>https://www.Acme.test/about</sf:Website>" +
        '<sf:ParentId xsi:nil="true"/>',
      "sf:Account",
    );
    expect(changesIn(message(acme)).map(({ object, body }) => ({ object, body }))).toEqual([
      {
        object: "company",
        body: {
          kind: "attributes",
          values: { Website: "https://www.Acme.test/about", domain: "acme.test", ParentId: null },
        },
      },
      {
        object: "company",
        body: {
          kind: "association",
          to: { object: "company", recordId: "" },
          removed: true,
          only: true,
        },
      },
    ]);
  });

  it("is acknowledged in the words its sender waits for", () => {
    const { acknowledgement } = inboundOf({ kind: "salesforce" }) ?? {};
    expect(acknowledgement?.contentType).toMatch(/^text\/xml/);
    expect(acknowledgement?.body).toContain(
      '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack>',
    );
  });
});

describe("whoever sends an outbound message", () => {
  const inbound = inboundOf({ kind: "salesforce" });
  const at = (url: string, secrets = ["part-1"]) =>
    inbound?.verify(webhookRequest(bytes(message(ann)), {}, url), secrets, now);

  it("knows the address's secret part", () => {
    const url = "https://muster.test/hooks/salesforce/con_1";
    expect(at(`${url}/part-1`)).toBe(true);
    expect(at(`${url}/part-1`, ["newer", "part-1"])).toBe(true);
    expect(at(`${url}/part-2`)).toBe(false);
    expect(at(`${url}/`, [""])).toBe(false);
    expect(at(url)).toBe(false);
    expect(at(`${url}/part-1`, [])).toBe(false);
  });
});

describe("a body that is no such message", () => {
  it.each([
    ["nothing", ""],
    ["JSON", '{"a": 1}'],
    ["an entity of its own", `<!DOCTYPE a [<!ENTITY x "y">]>${message(ann)}`],
    ["an undefined entity", message(ann.replace("&amp;", "&nbsp;"))],
    ["an unclosed element", message(ann).replace("</soapenv:Body>", "")],
    ["crossed elements", "<a><b></a></b>"],
    ["two roots", `${message(ann)}<a/>`],
    ["an undeclared prefix", "<soapenv:Envelope/>"],
    ["another namespace", message(ann).replaceAll("2005/09/outbound", "2006/09/outbound")],
    [
      "two orgs",
      message(ann).replace("<ActionId>", `<OrganizationId>${orgId}</OrganizationId><ActionId>`),
    ],
    ["no org", message(ann).replace(orgId, "acme")],
    ["a record without id", message(notification("<sf:Email>a@b.test</sf:Email>"))],
    ["a control character", message(ann.replace("&amp;", "&#0;"))],
    ["nine levels", `${"<a>".repeat(9)}${"</a>".repeat(9)}`],
  ])("is refused: %s", (_, body) => {
    expect(problemOf(() => changesIn(body)).status).toBe(400);
  });

  it("is refused with more than a hundred records, or bytes that are no text", () => {
    expect(problemOf(() => changesIn(message(ann.repeat(101)))).status).toBe(413);
    expect(problemOf(() => parseOutboundMessage(Uint8Array.of(0xc3, 0x28), now)).status).toBe(400);
  });

  it("is refused in time that grows with its length only", () => {
    const began = performance.now();
    for (const piece of ["<!--", "<a ", "&amp", '<a b="', "<![CDATA["])
      problemOf(() => changesIn(`<r>${piece.repeat(100_000)}`));
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it("whatever it is, ends in changes or in a problem", () => {
    const whole = message(ann);
    const cut = fc.nat(whole.length);
    const mangled = fc
      .tuple(cut, cut, fc.string())
      .map(([from, to, between]) => whole.slice(0, from) + between + whole.slice(to));
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string()), (body) => {
        try {
          changesIn(body);
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});
