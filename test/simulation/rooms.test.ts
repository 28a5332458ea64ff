import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enqueueDue } from "../../shared/flow/enqueue-due.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { ConflictError } from "../../shared/runtime/errors.ts";
import { openStorage, roomsOver, type Storage } from "../../shared/storage/storage.ts";
import { startTestDatabase, type TestDatabase } from "../test-database.ts";
import { DocumentDatabase } from "./database/document-database.ts";
import { documentClientAsking } from "./database/model-client.ts";

const tables = { profiles: "profiles", views: "views", registry: "registry" };
const workspaceId = "rooms";

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());

/** `refuses`: what the model answers as a database that is too busy. */
function modelled(refuses: (command: unknown) => boolean = () => false): Storage {
  const model = new DocumentDatabase({
    tables: {
      profiles: [{ name: "due", hash: "dueShard", range: "dueAt" }],
      views: [
        { name: "since", hash: "sincePk", range: "sinceSk" },
        { name: "pending", hash: "pendingPk", range: "pendingSk" },
      ],
      registry: [],
    },
    itemsPerPage: 1_000,
    later: (work) => work(),
    onChange: () => {},
  });
  const client = documentClientAsking(async (command) => {
    if (refuses(command)) throw Object.assign(new Error(), { name: "ThrottlingException" });
    return model.answer(command);
  });
  const keys = {
    newDataKey: async () => ({ plain: new Uint8Array(32), wrapped: new Uint8Array(1) }),
    openDataKey: async () => new Uint8Array(32),
  };
  return roomsOver({ client, ...tables }, keys);
}

const note = { at: 1, history: [], flips: [] };

function profile(id: string, more: Partial<Profile> = {}): Profile {
  const key = { workspaceId, object: "contact", id } as const;
  return { ...newProfile(key, 0), revision: 1, ...more };
}

const row = (profileId: string, revision: number, member: boolean, minute: number) => ({
  profileId,
  revision,
  member,
  since: `2026-11-22T10:0${minute}:00.000Z`,
  cause: { kind: "rule", at: "2026-11-22T10:00:00.000Z" } as const,
});

/** What the rooms promise, of the database itself and of the model that stands in for it. */
describe.each([
  ["the embedded database", () => openStorage(tables)],
  ["the model", () => modelled()],
] as const)("the rooms over %s", (_name, open) => {
  let rooms: Storage;
  beforeAll(() => {
    rooms = open();
  });

  it("write a profile over the revision that was read, and no other", async () => {
    await rooms.profiles.write({ profile: profile("a1"), note, read: 0 });
    const again = rooms.profiles.write({ profile: profile("a1"), note, read: 0 });
    await expect(again).rejects.toThrow(ConflictError);
    await rooms.profiles.write({ profile: profile("a1", { revision: 2 }), note, read: 1 });
    const late = rooms.profiles.write({ profile: profile("a1", { revision: 2 }), note, read: 1 });
    await expect(late).rejects.toThrow(ConflictError);
    const read = await rooms.profiles.read([profile("a1"), profile("a2")]);
    expect([...read.values()]).toEqual([profile("a1", { revision: 2 })]);
  });

  it("give the profiles of a partition in pages, in order of id", async () => {
    for (const id of ["b3", "b1", "b2"])
      await rooms.profiles.write({ profile: profile(id), note, read: 0 });
    const of = { workspaceId, object: "contact" } as const;
    const first = await rooms.profiles.page(of, "b", undefined, 2);
    expect(first.profiles.map(({ id }) => id)).toEqual(["b1", "b2"]);
    const second = await rooms.profiles.page(of, "b", first.after, 2);
    expect(second.profiles.map(({ id }) => id)).toEqual(["b3"]);
  });

  it("hold a claim for one profile at a time, together with the profile or not at all", async () => {
    const holder = profile("c1", { claims: ["email:c@acme.test"] });
    const change = { held: holder.claims, released: [], takenFrom: [] };
    await rooms.claims.commit([{ profile: holder, note, read: 0 }], { holder, ...change });
    const other = profile("c2", { claims: holder.claims });
    const theft = rooms.claims.commit([{ profile: other, note, read: 0 }], {
      holder: other,
      ...change,
    });
    await expect(theft).rejects.toThrow(ConflictError);
    expect((await rooms.profiles.read([other])).size).toBe(0);
    const handed = { ...change, takenFrom: ["c1"] };
    await rooms.claims.commit([{ profile: other, note, read: 0 }], { holder: other, ...handed });
    expect(await rooms.claims.holders(other, holder.claims)).toEqual(
      new Map([["email:c@acme.test", "c2"]]),
    );
  });

  it("list members by since; a late row of an older revision changes nothing", async () => {
    await rooms.members.apply(workspaceId, "s", row("1a", 1, true, 5));
    await rooms.members.apply(workspaceId, "s", row("2a", 1, true, 3));
    await rooms.members.apply(workspaceId, "s", row("1b", 4, false, 6));
    await rooms.members.apply(workspaceId, "s", row("1b", 3, true, 4));
    const listed = await rooms.members.bySince(workspaceId, "s", 10, undefined);
    expect(listed.map((each) => each.row.profileId)).toEqual(["2a", "1a"]);
    const rest = await rooms.members.bySince(workspaceId, "s", 10, listed[0]?.key);
    expect(rest.map((each) => each.row.profileId)).toEqual(["1a"]);
  });

  it("count each record of a shard once, and number it the same when it comes again", async () => {
    const contributions = ["101", "102"].map((sequenceNumber) => ({
      sequenceNumber,
      counts: { size: 1 },
      numbered: true,
    }));
    const count = () => rooms.tallies.contribute(workspaceId, "segment#t", "shard", contributions);
    const numbers = await count();
    expect(await count()).toEqual(numbers);
    expect([...numbers]).toEqual([
      ["101", 1],
      ["102", 2],
    ]);
    expect(await rooms.tallies.counts(workspaceId, "segment#t")).toEqual({ size: 2 });
  });

  it("let one flight take off, which hears of those who asked meanwhile", async () => {
    const until = Date.now() + 60_000;
    expect(await rooms.flights.takeOff(workspaceId, "d", "one", until)).toBe(true);
    expect(await rooms.flights.takeOff(workspaceId, "d", "two", until)).toBe(false);
    const ask = (who: string) => rooms.flights.askAgain(workspaceId, "d", who);
    expect([await ask("x"), await ask("y"), await ask("x")]).toEqual(["asked", "asked", "known"]);
    expect(await rooms.flights.land(workspaceId, "d", "two")).toEqual([]);
    expect((await rooms.flights.land(workspaceId, "d", "one")).sort()).toEqual(["x", "y"]);
    expect(await ask("x")).toBe("nobody");
    expect(await rooms.flights.takeOff(workspaceId, "d", "two", until)).toBe(true);
  });

  it("spend a budget at its pace, and nothing while it is paused", async () => {
    const pace = { spacingMs: 50_000, burstMs: 50_000 };
    const spend = () => rooms.budgets.take(workspaceId, "crm", pace);
    expect([await spend(), await spend()]).toEqual([0, 0]);
    expect(await spend()).toBeGreaterThan(0);
    await rooms.budgets.pause(workspaceId, "other", Date.now() + 60_000, pace.burstMs);
    expect(await rooms.budgets.take(workspaceId, "other", pace)).toBeGreaterThan(50_000);
  });

  it("tell how late was published, since an instant only", async () => {
    const late = (shardId: string, at: number) => ({
      shardId,
      at,
      writtenAt: at - 400,
      waitedMs: 300,
    });
    const noted = [late("two", 2_000), late("one", 2_000), late("one", 3_000)];
    for (const each of [late("one", 1_000), ...noted]) await rooms.lateness.note(each);
    const found = await rooms.lateness.since(1_500);
    const place = ({ shardId, at }: { shardId: string; at: number }) => `${at} ${shardId}`;
    expect(found.map(place)).toEqual(noted.map(place).sort());
    expect(await rooms.lateness.since(4_000)).toEqual([]);
  });

  it("find the profiles that are due, by their instant", async () => {
    const due = (id: string, at: number) =>
      rooms.profiles.write({ profile: profile(id, { dues: { 1: at } }), note, read: 0 });
    await due("d1", 1_000);
    await due("d2", 2_000);
    const found = await rooms.profiles.dueUpTo(1_500);
    expect(found.due.map(({ key, dueAt }) => [key.id, dueAt])).toEqual([["d1", 1_000]]);
  });

  it("keep what a connection counts, and what its edits replace", async () => {
    const counted = { webhooks: 1, events: 2, ignored: 0, changes: 2, refused: 0 };
    await rooms.counters.add(workspaceId, "crm", { ...counted, lastReceivedAt: 5 });
    await rooms.counters.add(workspaceId, "crm", { ...counted, lastReceivedAt: 7 });
    expect(await rooms.counters.get(workspaceId, "crm")).toEqual({
      webhooks: 2,
      events: 4,
      ignored: 0,
      changes: 4,
      refused: 0,
      lastReceivedAt: 7,
    });
  });
});

it("a shard of due instants that cannot be read takes no other along", async () => {
  const isOfOne = (command: unknown): boolean =>
    command instanceof QueryCommand &&
    command.input.ExpressionAttributeValues?.[":shard"] === "due#7";
  const rooms = modelled(isOfOne);
  const ids = Array.from({ length: 400 }, (_, position) => position.toString(16).padStart(4, "0"));
  for (const id of ids)
    await rooms.profiles.write({ profile: profile(id, { dues: { 1: 1_000 } }), note, read: 0 });
  const { due, failures } = await rooms.profiles.dueUpTo(1_500);
  expect(failures).toHaveLength(1);
  const read = due.map(({ key }) => key.id).sort();
  expect(read).toEqual(ids.filter((id) => Number.parseInt(id, 16) % 64 !== 7));
  const sent: unknown[] = [];
  const queue = { send: async (messages: readonly unknown[]) => void sent.push(...messages) };
  const clock = { now: () => 1_000, until: async () => {} };
  await expect(enqueueDue({ storage: rooms, clock, queues: { due: queue } })).rejects.toThrow(
    failures[0],
  );
  expect(sent).toHaveLength(read.length);
});
