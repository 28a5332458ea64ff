import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeEvents } from "../../../shared/connectors/salesforce/events.ts";
import { longId } from "../../../shared/connectors/salesforce/record-id.ts";
import { Change } from "../../../shared/contracts/change.ts";
import { now } from "../samples.ts";

const ann = "003Kd00000AbCdEIAV";
const bo = "003Kd00000AbCdFIAV";

/** As Event Relay brings it. */
function relayed(header: object, body: object = {}) {
  return { payload: payload(header, body), schemaId: "x", id: "y" };
}

function payload(header: object, body: object = {}) {
  return {
    ...body,
    ChangeEventHeader: {
      entityName: "Contact",
      recordIds: [ann],
      changeType: "UPDATE",
      changeOrigin: "com/salesforce/api/rest/68.0;client=Console",
      transactionKey: "0002343d-9d90-e395-ed20-cf416ba652ad",
      sequenceNumber: 1,
      commitTimestamp: now,
      commitNumber: 12_345_678_901_234_567_890n.toString(),
      changedFields: [],
      nulledFields: [],
      diffFields: [],
      ...header,
    },
  };
}

function read(...details: readonly unknown[]) {
  const news = changeEvents.read(details, { propertyTypes: { "Contact.Birthdate": "date" } });
  for (const change of news.changes) expect(Change.parse(change)).toEqual(change);
  return news;
}

function valuesIn(...details: readonly unknown[]) {
  return read(...details).changes.flatMap(({ body }) =>
    body.kind === "attributes" ? [body.values] : [],
  );
}

const doubt = { records: "Contact", recordIds: [ann], at: now, gone: false };

describe("the source of events", () => {
  it.each([
    ["aws.partner/salesforce.com/00DKd00000AbCdEMAV/0YLKd0000000001OAA", "00DKd00000AbCdEMAV"],
    ["aws.partner/salesforce.com/00DKd00000AbCdE/channel", "00DKd00000AbCdEMAV"],
    ["aws.partner/appflow/salesforce.com/123456789012/00DKd00000AbCdEMAV", "00DKd00000AbCdEMAV"],
    ["aws.partner/salesforce.com/acme/channel", undefined],
    ["muster/00DKd00000AbCdEMAV", undefined],
  ])("%s is of the org %s", (source, orgId) => {
    expect(changeEvents.accountOf(source)).toBe(orgId);
  });

  it("gives ids of 15 characters their long form", () => {
    // https://help.salesforce.com/s/articleView?id=000385008: the example of its table.
    expect(longId("00D300000000Xyz")).toMatch(/^00D300000000Xyz[A-Z0-5]{3}$/);
    expect(longId("001A0000006Vm9r")).toBe("001A0000006Vm9rIAC");
    expect(longId("001*")).toBe("001*");
  });
});

describe("a change event", () => {
  it("says the same in both shapes, of each of its records", () => {
    const header = { recordIds: [ann, bo], changedFields: ["Title", "LastModifiedDate"] };
    const body = { Title: "Head of Sales", LastModifiedDate: "2026-11-22T10:00:00.000Z" };
    const news = read(relayed(header, body));
    expect(news).toEqual(read(payload(header, body)));
    expect(news).toEqual({
      changes: [ann, bo].map((recordId) => ({
        object: "contact",
        recordId,
        at: now,
        body: { kind: "attributes", values: { Title: "Head of Sales" } },
      })),
      doubts: [],
      floods: [],
      ignored: 0,
    });
  });

  it("spreads compound fields, named by their parts or as a whole", () => {
    const header = {
      changedFields: ["Name.LastName", "MailingAddress", "Office__c.Latitude", "Birthdate"],
    };
    const body = {
      Name: { LastName: "Berg", FirstName: null },
      MailingAddress: { City: "Bergen", PostalCode: "5003" },
      Office__c: { Latitude: 60.4, Longitude: null },
      Birthdate: 0,
    };
    expect(valuesIn(relayed(header, body))).toEqual([
      {
        LastName: "Berg",
        MailingCity: "Bergen",
        MailingPostalCode: "5003",
        Office__Latitude__s: 60.4,
        Birthdate: "1970-01-01",
      },
    ]);
  });

  it("clears what it says was nulled, and nothing else that comes as null", () => {
    const header = { changedFields: ["Title"], nulledFields: ["Title", "Name.Salutation"] };
    const body = { Title: null, Department: null, Name: { Salutation: null, LastName: null } };
    const news = read(relayed(header, body));
    expect(news.changes.map(({ body: { ...said } }) => said)).toEqual([
      { kind: "attributes", values: { Title: null, Salutation: null } },
    ]);
    expect(news.doubts).toEqual([]);
  });

  it("has its record read where a changed field is missing, or null without being nulled", () => {
    const missing = read(relayed({ changedFields: ["Title", "Phone"] }, { Title: "CEO" }));
    expect(missing.changes).toMatchObject([{ body: { values: { Title: "CEO" } } }]);
    expect(missing.doubts).toEqual([doubt]);
    const whole = relayed({ changedFields: ["MailingAddress"] }, { MailingAddress: null });
    expect(read(relayed({ changedFields: ["Title"] }, { Title: null })).doubts).toEqual([doubt]);
    expect(read(whole).doubts).toEqual([doubt]);
  });

  it.each([["0x650004E0"], ["7-0x09"]])("has its record read where %s names the fields", (bits) => {
    const news = read(relayed({ changedFields: ["0x40", bits] }, { Title: "CEO" }));
    expect(news).toEqual({ changes: [], doubts: [doubt], floods: [], ignored: 0 });
  });

  it("of a new record brings every value there is", () => {
    const body = { Email: "ann@acme.test", Title: null, Name: { LastName: "Berg" } };
    const values = { email: "ann@acme.test", LastName: "Berg" };
    expect(valuesIn(relayed({ changeType: "CREATE" }, body))).toEqual([values]);
  });

  it("of an account or a contact tells whom it belongs to, and that it no longer does", () => {
    const acme = "001Kd00000AbCdEIAV";
    const moved = relayed({ changedFields: ["AccountId"] }, { AccountId: acme });
    const left = relayed({ changedFields: ["AccountId"], nulledFields: ["AccountId"] });
    const about = (removed: boolean, recordId: string) => ({
      object: "contact",
      body: { kind: "association", to: { object: "company", recordId }, removed, only: true },
    });
    expect(read(moved).changes).toMatchObject([{}, about(false, acme)]);
    expect(read(left).changes).toMatchObject([{}, about(true, "")]);
    const under = relayed(
      { entityName: "Account", recordIds: [acme], changedFields: ["ParentId"] },
      { ParentId: "001Kd00000AbCdF" },
    );
    expect(read(under).changes).toMatchObject([
      { object: "company" },
      { object: "company", recordId: acme, body: { to: { recordId: "001Kd00000AbCdFIAV" } } },
    ]);
  });

  it("of a converted lead merges it into its contact", () => {
    const lead = "00QKd00000AbCdEMAV";
    const converted = relayed(
      {
        entityName: "Lead",
        recordIds: [lead],
        changedFields: ["IsConverted", "ConvertedContactId"],
      },
      { IsConverted: true, ConvertedContactId: ann },
    );
    expect(read(converted).changes.at(-1)).toEqual({
      object: "contact",
      recordId: ann,
      at: now,
      body: { kind: "merge", mergedRecordIds: [lead] },
    });
  });

  it.each(["GAP_CREATE", "GAP_UPDATE", "GAP_UNDELETE", "UNDELETE", "SOMETHING_NEW"])(
    "of type %s has its record read",
    (changeType) => {
      expect(read(relayed({ changeType })).doubts).toEqual([doubt]);
    },
  );

  it.each(["DELETE", "GAP_DELETE"])("of type %s asks where its record went", (changeType) => {
    const gone = { ...doubt, gone: true };
    expect(read(relayed({ changeType })).doubts).toEqual([gone]);
    expect(changeEvents.unread([gone]).changes).toMatchObject([
      { recordId: ann, at: now, body: { kind: "deletion" } },
    ]);
  });

  it.each([
    [{ changeType: "GAP_OVERFLOW", recordIds: [] }],
    [{ changeType: "GAP_UPDATE", recordIds: ["003*"] }],
    [{ changeType: "UPDATE", recordIds: [ann, "003*"], changedFields: ["Title"] }],
  ])("that does not name its records is a flood: %j", (header) => {
    const news = read(relayed(header));
    expect(news).toMatchObject({ changes: [], floods: ["Contact"] });
  });

  it("of anything that is not followed is counted and left alone, our own writes too", () => {
    const own = {
      entityName: "CampaignMember",
      changeOrigin: "com/salesforce/api/rest/68.0;client=Muster",
    };
    expect(read(relayed(own), {}, null, "text", { payload: {} })).toEqual({
      changes: [],
      doubts: [],
      floods: [],
      ignored: 5,
    });
  });

  it("of any content is read without failing, and touches no prototype", () => {
    const header = fc.record({
      entityName: fc.constantFrom("Contact", "Lead", "Account", "Case"),
      recordIds: fc.array(fc.constantFrom(ann, "003*", "__proto__")),
      changeType: fc.constantFrom("CREATE", "UPDATE", "DELETE", "GAP_UPDATE"),
      commitTimestamp: fc.constant(now),
      changedFields: fc.array(fc.constantFrom("Name", "Name.", ".", "__proto__.x", "constructor")),
      nulledFields: fc.array(fc.constantFrom("Name", "toString", "MailingAddress")),
    });
    const detail = fc.oneof(
      fc.jsonValue(),
      fc.tuple(header, fc.dictionary(fc.string(), fc.jsonValue())).map(([head, body]) => ({
        payload: { ...body, ChangeEventHeader: head },
      })),
    );
    fc.assert(
      fc.property(fc.array(detail), (details) => {
        const news = changeEvents.read(details, { propertyTypes: {} });
        for (const change of news.changes) Change.parse(change);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });
});
