import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { companyIdOf } from "../../infra/local/sandbox/program.ts";
import { recordTypes } from "../../infra/local/sandbox/records.ts";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { Change } from "../../shared/contracts/change.ts";
import { type ImportJob, ImportMessage } from "../../shared/contracts/import.ts";
import { importRecords } from "../../shared/flow/import-records.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import { importTurn, importTurns } from "./imported-portal.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import { SweptPortal } from "./swept-portal.ts";

const population = { companies: 12, contactsEach: 10 };
const minute = 60_000;

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start(population);
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

describe("a sweep of a portal", { timeout: 120_000 }, () => {
  it("repairs what lost webhooks and deletions left, and says what it was", async () => {
    const portal = await SweptPortal.of(portals.world("lossy"), sandbox);
    const { here } = portal;
    const { crm } = sandbox;
    const random = new Random(seedOf("sweep of a portal"));
    portal.disturb(random, 0.05, 0.2);
    const everybody = crm.records.all("contacts").map(({ id }) => id);
    for (let turn = 0; turn < 300; turn += 1) {
      const type = random.pick(recordTypes);
      const { id } = random.pick(crm.records.all(type));
      const name = type === "contacts" ? "jobtitle" : "industry";
      crm.change(type, id, { [name]: random.pick(["", "A", "B", `C${turn}`]) });
    }
    portal.disturb(random, 1, 0);
    crm.change("contacts", "40003", { jobtitle: "Not heard of" });
    crm.remove("contacts", "40001");
    crm.remove("contacts", "40002", true);
    // Two who work at the same company: what they are associated with does not change.
    const company = companyIdOf("40011", population);
    const [winner = "", loser = ""] = everybody.filter(
      (id) => id > "40010" && companyIdOf(id, population) === company,
    );
    crm.merge("contacts", winner, loser);
    await portal.hear();

    here.now = Date.now() + 10 * minute;
    const expected = new Set([...(await portal.differing()), winner]);
    expect(expected.size).toBeGreaterThan(1);
    expect(await portal.lingering(everybody)).toEqual(["40001", "40002", loser].sort());
    const { lastSweep } = await portal.sweep();
    expect(await portal.differing()).toEqual([]);
    expect(await portal.lingering(everybody)).toEqual([]);
    expect(lastSweep).toMatchObject({ records: 129, lost: expected.size, deleted: 2, refused: 0 });
    expect(lastSweep?.repaired).toBe(expected.size + 2);
    expect(lastSweep?.examples.length).toBeLessThanOrEqual(10);
    const shown = JSON.stringify(lastSweep?.examples);
    for (const { properties } of crm.records.all("contacts"))
      expect(shown).not.toContain(properties["email"]);

    const again = await portal.sweep();
    expect(again.sent).toBe(0);
    expect(again.lastSweep).toMatchObject({ lost: 0, deleted: 0, repaired: 0, examples: [] });
  });

  it("believes the portal over what is known, unless that is news", async () => {
    const portal = await SweptPortal.of(portals.world("contradicted"), sandbox);
    const { here } = portal;
    const settled = sandbox.crm.records
      .all("contacts")
      .filter(({ updatedAt }) => updatedAt < Date.now() - 20 * minute);
    const [same, newer, fresh, back] = settled;
    const apply = (recordId = "", at = 0, body: Change["body"]) =>
      here.apply({
        connectionId: portal.connection.id,
        rank: 1,
        receivedAt: here.now,
        changes: [{ object: "contact", recordId, at, body }],
      });
    const title = { kind: "attributes", values: { jobtitle: "Not in the portal" } } as const;
    // Two webhooks of one instant, of which the later one was lost.
    await apply(same?.id, same?.updatedAt, title);
    await apply(newer?.id, Date.now() - 10 * minute, title);
    await apply(fresh?.id, Date.now(), title);
    // Its restoring was not told.
    await apply(back?.id, Date.now() - 10 * minute, { kind: "deletion" });
    await here.settle();
    expect(await portal.differing()).toEqual([same, newer, fresh, back].map((each) => each?.id));
    await portal.sweep();
    expect(await portal.differing()).toEqual([fresh?.id]);
  });

  it("lets a record stand that something was heard of a moment ago", async () => {
    const portal = await SweptPortal.of(portals.world("returning"), sandbox);
    const { here, connection } = portal;
    const [contact] = sandbox.crm.records.all("contacts").slice(30);
    const recordId = contact?.id ?? "";
    portal.disturb(new Random(1), 1, 0);
    sandbox.crm.remove("contacts", recordId);
    const at = Date.now() + 1_000;
    const body = { kind: "attributes" as const, values: {} };
    const changes = [{ object: "contact" as const, recordId, at, body }];
    await here.apply({ connectionId: connection.id, rank: 1, receivedAt: here.now, changes });
    expect((await portal.sweep()).lastSweep).toMatchObject({ deleted: 0 });
    expect(await portal.lingering([recordId])).toEqual([recordId]);
  });

  it("waits for what a webhook may say of a record that is neither there nor in the archive", async () => {
    const portal = await SweptPortal.of(portals.world("merging"), sandbox);
    const { here, connection } = portal;
    const [winner = "", loser = ""] = sandbox.crm.records
      .all("contacts")
      .slice(50)
      .map(({ id }) => id);
    portal.disturb(new Random(1), 0, 0);
    sandbox.crm.change("contacts", loser, { jobtitle: "Of the one merged" });
    await portal.hear();
    here.now = Date.now() + 10 * minute;
    const job = () => here.storage.imports.get(here.workspaceId, connection.id);
    await startImport(here.context, connection);
    // All records were read before the two became one.
    while (((await job())?.part ?? 0) <= recordTypes.length) await importTurn(here);
    sandbox.crm.merge("contacts", winner, loser);
    while (((await job())?.part ?? 0) <= 2 * recordTypes.length) await importTurn(here);
    here.now = Date.now();
    await importTurn(here);
    expect(here.imports.messages).toMatchObject([{ delaySeconds: expect.closeTo(300, -2) }]);
    await portal.hear();
    const { lastSweep } = await importTurns(here);
    expect(lastSweep).toMatchObject({ deleted: 0 });
    expect((await portal.profileOf("contacts", winner))?.cells["jobtitle"]).toMatchObject({
      [connection.id]: { value: "Of the one merged" },
    });
  });

  it("that is cut off at any write ends as one that is not", async () => {
    const portal = await SweptPortal.of(portals.world("cut off"), sandbox);
    const { here, connection } = portal;
    portal.disturb(new Random(1), 1, 0);
    const [one, two] = sandbox.crm.records.all("contacts").slice(40);
    sandbox.crm.change("contacts", one?.id ?? "", { jobtitle: "Unheard of" });
    sandbox.crm.remove("contacts", two?.id ?? "");
    await startImport(here.context, connection);
    const imports = dying();
    for (let message = here.imports.messages[0]; message; message = here.imports.messages[0])
      await importRecords(
        { ...here.context, storage: { ...here.storage, imports } },
        ImportMessage.parse(message.body),
      ).then(
        () => here.imports.messages.splice(here.imports.messages.indexOf(message), 1),
        (error: unknown) => expect(error).toBeInstanceOf(Killed),
      );
    await here.settle();
    expect(await portal.differing()).toEqual([]);
    expect(await portal.lingering([two?.id ?? ""])).toEqual([]);
    const job = await here.storage.imports.get(here.workspaceId, connection.id);
    const { records } = sandbox.crm;
    const left = records.count("contacts") + records.count("companies");
    expect(job?.lastSweep).toMatchObject({ deleted: 1, records: left });
  });
});

class Killed extends Error {}

/** Imports of which every other write ends the process, once done. */
function dying() {
  let writes = 0;
  const room = openStorage({ profiles: "profiles", views: "views", registry: "registry" }).imports;
  const write = room.write.bind(room);
  return Object.assign(room, {
    write: async (job: ImportJob) => {
      writes += 1;
      const written = await write(job);
      if (writes % 2 === 0) throw new Killed();
      return written;
    },
  });
}
