import { describe, expect, it } from "vitest";
import { targetOf } from "../../../shared/connectors/registry.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import {
  AuthenticationError,
  PermanentError,
  RateLimitedError,
} from "../../../shared/runtime/errors.ts";
import { type RecordedRequest, type Reply, recordingServer } from "../recording-server.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";
import { runOrg } from "./sandbox-org.ts";

const campaigns = targetOf("salesforce-campaign");

/** The segment's campaign in the org, and how it is pushed to. */
async function campaignIn(connection: Connection, segmentName = "Gold partners") {
  const fresh = sampleDestination("salesforce-campaign", { segmentName });
  const destination = { ...fresh, ...(await campaigns.prepare(fresh, connection)) };
  const push = (added: readonly string[], removed: readonly string[] = []) =>
    campaigns.push({
      destination,
      connection,
      add: added.map((recordId) => samplePush(recordId, { recordId })),
      remove: removed.map((recordId) => samplePush(recordId, { recordId })),
      now: 0,
    });
  return { destination, push };
}

type Org = Awaited<ReturnType<typeof runOrg>>;

async function statuses(org: Org): Promise<Record<string, unknown>> {
  const members = await org.rows("CampaignMember");
  return Object.fromEntries(
    members.map((row) => [row["ContactId"] ?? row["LeadId"] ?? row["AccountId"], row["Status"]]),
  );
}

describe("a segment's campaign", () => {
  it("is made once, with the two statuses, and found again", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const { destination } = await campaignIn(connection, "Ann's \\ partners");
    const again = await campaignIn(connection, "Ann's \\ partners");
    expect(again.destination.listId).toBe(destination.listId);
    expect(await org.rows("Campaign")).toMatchObject([
      { Name: "Muster · Ann's \\ partners", IsActive: true },
    ]);
    const labels = (await org.rows("CampaignMemberStatus")).map((row) => row["Label"]);
    expect(labels).toEqual(["In segment", "Left segment"]);
  });

  it("has contacts, leads and accounts enter, leave and come back", async () => {
    await using org = await runOrg();
    const { push } = await campaignIn(await org.connection());
    const [contact, lead, account] = await Promise.all(
      ["Contact", "Lead", "Account"].map(async (type) => (await org.rows(type))[0]?.Id ?? ""),
    );
    const ids = [contact ?? "", lead ?? "", account ?? ""];
    await push(ids);
    expect(await statuses(org)).toEqual(Object.fromEntries(ids.map((id) => [id, "In segment"])));
    await push([], ids.slice(1));
    expect(Object.values(await statuses(org))).toEqual([
      "In segment",
      "Left segment",
      "Left segment",
    ]);
    await push(ids.slice(1));
    expect(new Set(Object.values(await statuses(org)))).toEqual(new Set(["In segment"]));
  });

  it("keeps a status that a user gave, until its member leaves", async () => {
    await using org = await runOrg();
    const { push } = await campaignIn(await org.connection());
    const [contact] = await org.rows("Contact");
    const id = contact?.Id ?? "";
    await push([id]);
    const [member] = await org.rows("CampaignMember");
    await org.act("CampaignMember", {
      act: "update",
      id: member?.Id,
      fields: { Status: "Responded" },
    });
    await push([id]);
    expect(await statuses(org)).toEqual({ [id]: "Responded" });
    await push([], [id]);
    expect(await statuses(org)).toEqual({ [id]: "Left segment" });
  });

  it("takes two hundred at once, and says of each that is not taken why", async () => {
    await using org = await runOrg();
    const { push } = await campaignIn(await org.connection());
    const contacts = (await org.rows("Contact")).map(({ Id }) => Id);
    const missing = "003sb0000009999AAA";
    const strange = "500sb0000000001AAA";
    const outcomes = await push(
      [...contacts.slice(0, 119), missing, strange],
      [contacts[119] ?? ""],
    );
    const refused = outcomes.filter(({ state }) => state === "refused");
    expect(outcomes).toHaveLength(122);
    expect(refused).toMatchObject([
      { profileId: missing, reason: expect.stringContaining("INVALID_CROSS_REFERENCE_KEY") },
      { profileId: strange, reason: expect.stringContaining("no contact, lead or account") },
    ]);
    expect(Object.keys(await statuses(org))).toHaveLength(119);
  });

  it("that was archived or deleted says so, and what to do", async () => {
    await using org = await runOrg();
    const { push, destination } = await campaignIn(await org.connection());
    const [contact] = await org.rows("Contact");
    const id = destination.listId;
    await org.act("Campaign", { act: "update", id, fields: { IsActive: false } });
    await expect(push([contact?.Id ?? ""])).rejects.toMatchObject({
      message: expect.stringMatching(/"Gold partners".* is archived/),
      remedy: expect.stringContaining("Make it active again in Salesforce"),
    });
    await org.act("Campaign", { act: "remove", id });
    const deleted = push([contact?.Id ?? ""]);
    await expect(deleted).rejects.toBeInstanceOf(PermanentError);
    await expect(deleted).rejects.toMatchObject({
      remedy: expect.stringContaining("Restore it from Salesforce's recycle bin"),
    });
    expect(await org.rows("CampaignMember")).toEqual([]);
  });

  it("is not written to once access is expired, withdrawn, or was never given", async () => {
    await using org = await runOrg();
    const connection = await org.connection();
    const { push, destination } = await campaignIn(connection);
    await org.forget("access");
    await expect(push(["003sb0000000001AAA"])).rejects.toBeInstanceOf(AuthenticationError);
    const bare = sampleConnection({ kind: "salesforce" });
    await expect(campaigns.prepare({ ...destination, listId: undefined }, bare)).rejects.toThrow(
      /has not been granted access: connect it/,
    );
  });

  it("leaves the last of the day's calls to others", async () => {
    await using org = await runOrg({ orgCalls: 20 });
    const connection = await org.connection();
    const { push } = await campaignIn(connection);
    const calls = Array.from({ length: 20 }, () => push([]).then(() => "done", errorOf));
    const outcomes = await Promise.all(calls);
    expect(outcomes.at(-1)).toBeInstanceOf(RateLimitedError);
    const later = await push([]).catch(errorOf);
    expect(later).toMatchObject({ message: expect.stringContaining("nearly used up") });
    expect(later).toBeInstanceOf(RateLimitedError);
  });
});

function errorOf(error: unknown): unknown {
  return error;
}

describe("a member that Salesforce does not take", () => {
  const contact = "003Kd000000AbCdIAK";

  async function pushTo(answer: (request: RecordedRequest) => Reply) {
    const server = await recordingServer((request) => {
      if (request.method !== "GET") return answer(request);
      const campaign = { Id: "701Kd000000AbCdIAK", IsActive: true, IsDeleted: false };
      const records = request.path.includes("CampaignMember") ? [] : [campaign];
      return { status: 200, json: { totalSize: 1, done: true, records } };
    });
    const outcome = await campaigns
      .push({
        destination: sampleDestination("salesforce-campaign", { listId: "701Kd000000AbCdIAK" }),
        connection: sampleConnection({
          kind: "salesforce",
          baseUrl: server.url,
          tokens: { access: "a", refresh: "r", expiresAt: 0 },
        }),
        add: [samplePush("p", { recordId: contact })],
        remove: [],
        now: 0,
      })
      .catch(errorOf);
    return { server, outcome };
  }

  const refusing = (statusCode: string) => () => ({
    status: 200,
    json: [{ success: false, errors: [{ statusCode, message: "No.", fields: [] }] }],
  });

  it.each([
    ["FIELD_CUSTOM_VALIDATION_EXCEPTION", [{ state: "refused" }]],
    ["DUPLICATE_VALUE", [{ state: "confirmed" }]],
    ["UNABLE_TO_LOCK_ROW", []],
  ])("for %s has its outcome", async (statusCode, expected) => {
    const { server, outcome } = await pushTo(refusing(statusCode));
    await using _ = server;
    expect(outcome).toMatchObject(expected);
  });

  it("is written as the pinned version, named as the client, and not asked twice", async () => {
    const { server, outcome } = await pushTo(() => ({
      status: 403,
      json: [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }],
    }));
    await using _ = server;
    expect(outcome).toBeInstanceOf(RateLimitedError);
    const writes = server.requests.filter(({ method }) => method === "POST");
    expect(writes).toMatchObject([
      {
        path: "/services/data/v68.0/composite/sobjects",
        headers: { "sforce-call-options": "client=Muster", authorization: "Bearer a" },
      },
    ]);
    expect(JSON.parse(writes[0]?.body ?? "")).toMatchObject({
      allOrNone: false,
      records: [{ attributes: { type: "CampaignMember" }, ContactId: contact }],
    });
  });
});
