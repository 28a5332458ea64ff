import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { MembersRequest } from "../../shared/connectors/connector.ts";
import { targetOf } from "../../shared/connectors/registry.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import type { Destination, DestinationKind } from "../../shared/contracts/destination.ts";
import { SetupError } from "../../shared/runtime/errors.ts";
import { type Reply, recordingServer } from "./recording-server.ts";
import { runOrg } from "./salesforce/sandbox-org.ts";
import { now, sampleConnection, sampleDestination, samplePush } from "./samples.ts";

const Search = z.object({
  filterGroups: z.array(
    z.object({ filters: z.array(z.object({ value: z.string().default("") })) }),
  ),
});

beforeEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
});

function there(kind: DestinationKind) {
  const { members } = targetOf(kind);
  if (members === undefined) throw new Error(`${kind} cannot be read.`);
  return members;
}

function request(
  kind: DestinationKind,
  connection: Connection,
  given: Partial<Destination>,
): MembersRequest {
  return { destination: sampleDestination(kind, given), connection, now };
}

/** Everybody, page after page, and how many pages that took. */
async function readAll(kind: DestinationKind, asked: MembersRequest) {
  const keys: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await there(kind).page(asked, cursor);
    keys.push(...page.keys);
    cursor = page.next;
    pages += 1;
  } while (cursor !== undefined);
  return { keys, pages };
}

describe("who is on a HubSpot list", () => {
  const tokens = { access: "access-1", refresh: "r", expiresAt: 0 };
  const connection = sampleConnection({ kind: "hubspot", tokens });
  const asked = request("hubspot-list", connection, { listId: "31" });

  async function portal(answer: (query: URLSearchParams) => Reply) {
    const server = await recordingServer(({ path }) =>
      answer(new URL(path, "http://portal").searchParams),
    );
    process.env["HUBSPOT_API_URL"] = server.url;
    return server;
  }

  it("is read page by page, by the cursor that HubSpot gives", async () => {
    const pages: Record<string, object> = {
      first: { results: [{ recordId: "1" }, { recordId: 2 }], paging: { next: { after: "c2" } } },
      c2: { results: [{ recordId: "3" }], total: 3 },
    };
    await using server = await portal((query) => ({
      status: 200,
      json: pages[query.get("after") ?? "first"],
    }));
    expect(await readAll("hubspot-list", asked)).toEqual({ keys: ["1", "2", "3"], pages: 2 });
    expect(server.requests.map(({ path }) => path)).toEqual([
      "/crm/lists/2026-09/31/memberships?limit=250",
      "/crm/lists/2026-09/31/memberships?limit=250&after=c2",
    ]);
  });

  it.each([
    [404, "OBJECT_NOT_FOUND", /somebody deleted it/, /Restore it in HubSpot/],
    [403, "MISSING_SCOPES", /did not allow Muster/, /Connect the portal again, and allow/],
    [403, "FORBIDDEN", /has no lists for Muster: no\./, /subscription includes static lists/],
  ])("where HubSpot answers %i %s is for a person to mend", async (status, category, what, how) => {
    await using _ = await portal(() => ({ status, json: { category, message: "no." } }));
    for (const act of [
      there("hubspot-list").page(asked, undefined),
      there("hubspot-list").strangers?.remove(asked, ["1"]),
      targetOf("hubspot-list").push({
        ...asked,
        add: [samplePush("p", { recordId: "1" })],
        remove: [],
      }),
    ]) {
      const error: unknown = await act?.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SetupError);
      expect(error).toMatchObject({
        message: expect.stringMatching(what),
        remedy: expect.stringMatching(how),
      });
    }
  });
});

describe("who is in a Salesforce campaign", () => {
  async function campaign(org: Awaited<ReturnType<typeof runOrg>>) {
    const connection = await org.connection();
    const target = targetOf("salesforce-campaign");
    const fresh = sampleDestination("salesforce-campaign");
    const asked = request(
      "salesforce-campaign",
      connection,
      await target.prepare(fresh, connection),
    );
    const push = (added: readonly string[], removed: readonly string[]) =>
      target.push({
        ...asked,
        add: added.map((recordId) => samplePush(recordId, { recordId })),
        remove: removed.map((recordId) => samplePush(recordId, { recordId })),
      });
    const [one = "", two = "", three = ""] = (await org.rows("Contact")).map(({ Id }) => Id);
    return { asked, push, contacts: [one, two, three] as const };
  }

  it("is every member but who left; strangers are marked so, and stay listed", async () => {
    await using org = await runOrg();
    const { asked, push, contacts } = await campaign(org);
    const [one, two, three] = contacts;
    await push([one, two, three], []);
    await push([], [two]);
    const { keys } = await readAll("salesforce-campaign", asked);
    expect(new Set(keys)).toEqual(new Set([one, three]));
    await there("salesforce-campaign").strangers?.remove(asked, [three]);
    expect((await readAll("salesforce-campaign", asked)).keys).toEqual([one]);
    expect(await org.rows("CampaignMember")).toHaveLength(3);
  });

  it("takes no strangers out of a campaign that an admin chose", () => {
    const { strangers } = there("salesforce-campaign");
    expect(strangers?.mayGo(sampleDestination("salesforce-campaign"))).toBe(true);
    const chosen = sampleDestination("salesforce-campaign", { isChosen: true });
    expect(strangers?.mayGo(chosen)).toBe(false);
  });

  it("names a converted lead by both its records, and as no stranger", async () => {
    const members = [
      { Id: "00v1", Status: "In segment", ContactId: "003A", LeadId: "00QA" },
      { Id: "00v2", Status: "Responded", LeadId: "00QB" },
    ];
    const campaigns = [{ Id: "701A", IsActive: true, IsDeleted: false }];
    await using server = await recordingServer(({ path }) => {
      const records = path.includes("CampaignMember") ? members : campaigns;
      return { status: 200, json: { totalSize: 2, done: true, records } };
    });
    const tokens = { access: "a", refresh: "r", expiresAt: 0 };
    const connection = sampleConnection({ kind: "salesforce", baseUrl: server.url, tokens });
    const asked = request("salesforce-campaign", connection, { listId: "701A" });
    expect(await there("salesforce-campaign").page(asked, undefined)).toEqual({
      keys: ["00QB"],
      alsoKnownAs: ["003A", "00QA"],
      next: undefined,
    });
  });
});

describe("who is enrolled in a course", () => {
  it("is read page by page; others enrol learners too, so nobody is a stranger", async () => {
    await using server = await recordingServer(({ path }) => {
      const after = new URL(path, "http://lms").searchParams.get("after");
      if (after === null)
        return { status: 200, json: { items: [{ learner: "Ann@acme.test" }], next: "ann" } };
      return { status: 200, json: { items: [{ learner: "bob@acme.test" }] } };
    });
    const connection = sampleConnection({ kind: "lms", baseUrl: server.url, secrets: ["token"] });
    const asked = request("course", connection, { courseId: "c 1" });
    const { keys } = await readAll("course", asked);
    expect(keys).toEqual(["ann@acme.test", "bob@acme.test"]);
    expect(there("course").keyOf({ recordId: undefined, email: "ANN@acme.test" })).toBe(keys[0]);
    expect(there("course").strangers).toBeUndefined();
    expect(server.requests[1]?.path).toBe("/courses/c%201/enrolments?limit=500&after=ann");
  });
});

describe("whose property or field names a segment", () => {
  it("is read from HubSpot page by page, each beginning after the last id", async () => {
    const tokens = { access: "access-1", refresh: "r", expiresAt: 0 };
    const connection = sampleConnection({ kind: "hubspot", tokens });
    const all = Array.from({ length: 450 }, (_, each) => ({
      id: String(each + 1),
      properties: { muster_segments: each % 2 === 0 ? "seg_1;seg_2" : "seg_2" },
    }));
    await using server = await recordingServer(({ body }) => {
      const [, id = { value: "" }] = Search.parse(JSON.parse(body)).filterGroups[0]?.filters ?? [];
      const results = all.filter((each) => Number(each.id) > Number(id.value)).slice(0, 200);
      return { status: 200, json: { total: all.length, results } };
    });
    process.env["HUBSPOT_API_URL"] = server.url;
    const asked = request("hubspot-property", connection, { segmentId: "seg_1" });
    const { keys, pages } = await readAll("hubspot-property", asked);
    expect({ count: keys.length, pages }).toEqual({ count: 225, pages: 3 });
    expect(keys.slice(0, 3)).toEqual(["1", "3", "5"]);
  });

  it("is read from Salesforce, of contacts and of leads where they have the field", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const [one = "", two = "", three = ""] = (await org.rows("Contact")).map(({ Id }) => Id);
    for (const [id, Segments__c] of Object.entries({ [one]: "Gold;Beta", [two]: "Beta" }))
      await org.act("Contact", { act: "update", id, fields: { Segments__c } });
    await org.act("Contact", { act: "update", id: three, fields: { In_Program__c: true } });
    const shownAs = { field: "Segments__c", shownAs: "Gold" };
    const asked = request("salesforce-field", connection, shownAs);
    expect((await readAll("salesforce-field", asked)).keys).toEqual([one]);
    const ticked = request("salesforce-field", connection, { field: "In_Program__c" });
    expect((await readAll("salesforce-field", ticked)).keys).toEqual([three]);
  });
});
