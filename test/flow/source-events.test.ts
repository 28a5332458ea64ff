import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Connection } from "../../shared/contracts/connection.ts";
import { takeEvents } from "../../shared/flow/take-events.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { runOrg } from "../connectors/salesforce/sandbox-org.ts";
import type { TestDatabase } from "../test-database.ts";
import { importTurn, importTurns } from "./imported-portal.ts";
import { where } from "./messages.ts";
import { some } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const Put = z.object({ Entries: z.array(z.object({ Source: z.string(), Detail: z.string() })) });

/** An org whose events come to the world as its bus would bring them. */
async function connected(name: string) {
  const bus = await recordingServer(() => ({ status: 200, json: { FailedEntryCount: 0 } }));
  const org = await runOrg({ busUrl: bus.url });
  closing.push(org, bus);
  const here = world(name);
  // The world's clock stands still; the org's does not.
  here.now = Date.now();
  const connection = await here.storage.connections.write({
    ...(await org.connection()),
    workspaceId: here.workspaceId,
    id: `con_${name}`,
    revision: 0,
  });
  const { accountId } = connection;
  await here.storage.connections.pointTo(connection, `salesforce:${accountId}`);
  let seen = 0;
  const told = async (count: number) => {
    const events = () =>
      bus.requests.flatMap(({ body }) =>
        Put.parse(JSON.parse(body)).Entries.map(({ Source: source, Detail }) => {
          const detail: unknown = JSON.parse(Detail);
          return { source, detail };
        }),
      );
    await expect.poll(() => events().length, { timeout: 30_000 }).toBe(seen + count);
    const news = events().slice(seen);
    seen += count;
    return news;
  };
  const hear = async (count: number) => {
    const failures = await takeEvents(here.context, await told(count));
    for (const error of failures.values()) throw error;
    await here.settle();
  };
  const stored = () => here.storage.connections.get(here.workspaceId, connection.id);
  return { here, org, connection, told, hear, stored, ids: await idsOf(org) };
}

const closing: AsyncDisposable[] = [];
afterEach(async () => {
  for (const each of closing.splice(0)) await each[Symbol.asyncDispose]();
});

type Org = Awaited<ReturnType<typeof runOrg>>;

async function idsOf(org: Org) {
  const of = async (type: string) => (await org.rows(type)).map(({ Id }) => Id);
  return { contacts: await of("Contact"), accounts: await of("Account"), leads: await of("Lead") };
}

function update(ids: string | undefined, fields: object) {
  return { act: "update", id: ids, fields };
}

const boss = { name: "Bosses", rule: where("Title", "=", "Boss") };

describe("events of an org", () => {
  it("change memberships, of which values clear, and repeats change nothing", async () => {
    const { here, org, hear, told, ids } = await connected("told");
    const segment = await here.segment(boss);
    const [ann] = ids.contacts;
    await org.act("Contact", update(ann, { Title: "Boss" }));
    await org.act("Contact", update(ann, { Title: null }));
    await org.act("Contact", update(ann, { Title: "Boss", FirstName: "Ann" }));
    const events = await told(3);
    for (const batch of [events, events.toReversed(), [...events, ...events]])
      expect((await takeEvents(here.context, batch)).size).toBe(0);
    await here.settle();
    expect(await here.size(segment)).toBe(1);
    await org.act("Contact", update(ann, { Title: null }));
    await hear(1);
    expect(await here.size(segment)).toBe(0);
  });

  it("that tell of a gap have the record read, and later ones win over what was read", async () => {
    const { here, org, hear, ids } = await connected("gap");
    const segment = await here.segment(boss);
    const some = ids.contacts.slice(0, 3);
    await org.act("Contact", { act: "update-unseen", ids: some, fields: { Title: "Boss" } });
    await hear(1);
    expect(await here.size(segment)).toBe(3);
    await org.act("Contact", update(some[0], { Title: "Guest" }));
    await hear(1);
    expect(await here.size(segment)).toBe(2);
  });

  it("move a contact from company to company, and out of all", async () => {
    const { here, org, hear, ids } = await connected("moves");
    const rule = some("company", where("Name", "=", "Acme"));
    const segment = await here.segment({ name: "At Acme", rule });
    const [acme, other] = ids.accounts;
    const [ann] = ids.contacts;
    await org.act("Account", update(acme, { Name: "Acme" }));
    await org.act("Contact", update(ann, { AccountId: other }));
    await org.act("Contact", update(ann, { AccountId: acme }));
    await hear(3);
    expect(await here.size(segment)).toBe(1);
    await org.act("Contact", update(ann, { AccountId: other }));
    await hear(1);
    expect(await here.size(segment)).toBe(0);
    await org.act("Contact", update(ann, { AccountId: acme }));
    await org.act("Contact", update(ann, { AccountId: null }));
    await hear(2);
    expect(await here.size(segment)).toBe(0);
  });

  it("of a merge keep the one that stays, of a deletion nobody", async () => {
    const { here, org, hear, ids } = await connected("merges");
    const segment = await here.segment(boss);
    const [ann, twin, bo] = ids.contacts;
    for (const id of [ann, twin, bo]) await org.act("Contact", update(id, { Title: "Boss" }));
    await hear(3);
    expect(await here.size(segment)).toBe(3);
    await org.act("Contact", { act: "merge", id: twin, into: ann });
    await hear(1);
    expect(await here.size(segment)).toBe(2);
    await org.act("Contact", { act: "remove", id: bo });
    await hear(1);
    expect(await here.size(segment)).toBe(1);
  });

  it("of a converted lead pass its history to the contact", async () => {
    const { here, org, hear, ids } = await connected("leads");
    const segment = await here.segment(boss);
    const [lead] = ids.leads;
    const [contact] = ids.contacts;
    await org.act("Lead", update(lead, { Title: "Boss" }));
    await hear(1);
    expect(await here.size(segment)).toBe(1);
    await org.act("Lead", update(lead, { IsConverted: true, ConvertedContactId: contact }));
    await org.act("Contact", update(contact, { Title: "Boss" }));
    await hear(2);
    expect(await here.size(segment)).toBe(1);
  });

  it("that name no records are noted on the connection, until all has been imported again", async () => {
    const { here, org, hear, stored, ids } = await connected("flood");
    const segment = await here.segment(boss);
    const flood = { act: "update-unseen", ids: ids.contacts, fields: { Title: "Boss" } };
    await org.act("Contact", { ...flood, named: [] });
    await hear(1);
    expect(await stored()).toMatchObject({ uncounted: { Contact: here.now } });
    await importTurn(here);
    // The second one comes while an import is under way, which may have passed by already.
    here.now += 1;
    await org.act("Contact", { ...flood, fields: { Title: "Chief" }, named: ["003*"] });
    await hear(1);
    here.now += 1;
    await importTurns(here);
    await here.settle();
    expect(await stored()).not.toHaveProperty("uncounted");
    expect(await here.size(segment)).toBe(0);
    expect(here.imports.messages).toEqual([]);
  });

  it("of an org that is not connected, and our own writes, are let go", async () => {
    const { here, org, told, ids } = await connected("strangers");
    await org.act("Contact", update(ids.contacts[0], { Title: "Boss" }));
    const [event] = await told(1);
    const { source = "", detail } = event ?? {};
    const own = { payload: { ChangeEventHeader: { entityName: "CampaignMember" } } };
    const taken = await takeEvents(here.context, [
      { source: "aws.partner/salesforce.com/00DKd00000AbCdEMAV/0YL", detail },
      { source: "elsewhere", detail },
      { source, detail: own },
    ]);
    expect(taken.size).toBe(0);
    expect(here.changes.take()).toEqual([]);
  });
});

describe("access that events need", () => {
  it("is renewed where it ran out", async () => {
    const { here, org, hear, stored, connection, ids } = await connected("renewed");
    const segment = await here.segment(boss);
    await org.forget("access");
    const unseen = { act: "update-unseen", ids: ids.contacts.slice(0, 2) };
    await org.act("Contact", { ...unseen, fields: { Title: "Boss" } });
    await hear(1);
    expect(await here.size(segment)).toBe(2);
    const renewed: Connection | undefined = await stored();
    expect(renewed?.tokens?.refresh).not.toBe(connection.tokens?.refresh);
  });

  it("that was withdrawn keeps no event waiting: what is left open is noted", async () => {
    const { here, org, hear, stored, ids } = await connected("withdrawn");
    const segment = await here.segment(boss);
    const [ann, bo] = ids.contacts;
    await org.act("Contact", update(ann, { Title: "Boss" }));
    await hear(1);
    await org.forget("grants");
    await org.act("Contact", { act: "update-unseen", ids: [bo], fields: { Title: "Boss" } });
    await org.act("Contact", { act: "remove", id: ann });
    await hear(2);
    expect(await here.size(segment)).toBe(0);
    expect(await stored()).toMatchObject({
      state: "reconnect-needed",
      uncounted: { Contact: expect.any(Number) },
    });
  });

  it("to an org that is down leaves the events where they are", async () => {
    const { here, org, told, connection, ids } = await connected("down");
    const unseen = { act: "update-unseen", ids: ids.contacts.slice(0, 1) };
    await org.act("Contact", { ...unseen, fields: { Title: "Boss" } });
    const events = await told(1);
    await here.storage.connections.write({ ...connection, baseUrl: "http://127.0.0.1:9" });
    const failures = await takeEvents(here.context, events);
    expect([...failures.keys()]).toEqual([0]);
    expect(here.changes.take()).toEqual([]);
  });
});
