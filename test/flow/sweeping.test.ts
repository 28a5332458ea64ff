import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { seededRandom } from "../../infra/local/sandbox/randomness.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { addConnection } from "../../shared/flow/connect.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import { type Reply, recordingServer } from "../connectors/recording-server.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, merged, Source, set, where } from "./messages.ts";
import {
  beginSweep,
  destinationOf,
  outcome,
  Portal,
  pushAll,
  sweep,
  sweepTurn,
} from "./sweeping.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const Told = z.object({ type: z.string() });
const people = Array.from({ length: 60 }, (_, place) => String(40_001 + place));

/** Records added to, and taken off, the list, as the log says. */
function countPushes(here: World): { records: number } {
  const counted = { records: 0 };
  here.context.log.info = (message, fields) => {
    if (message === "memberships pushed")
      counted.records += Number(fields?.["added"]) + Number(fields?.["removed"]);
  };
  return counted;
}

async function tiers(portal: Portal, tier: string, recordIds: readonly string[], minute: number) {
  if (recordIds.length === 0) return;
  const source = new Source(portal.connectionId, 1);
  await portal.here.apply(source.says(...recordIds.map((id) => set(id, { tier }, minute))));
  await portal.here.settle();
}

describe("a sweep of a list", () => {
  it("finds nothing, and pushes nothing, where all is as it should be", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("equal"), sandbox.url);
    await tiers(portal, "Gold", people, 1);
    await portal.push();
    const pushed = countPushes(portal.here);
    const { lastSweep } = await sweep(portal.here);
    await portal.push();
    expect(lastSweep).toMatchObject({ compared: 60, missing: 0, surplus: 0, repaired: 0 });
    expect(pushed.records).toBe(0);
  });

  it("puts right what was lost, what others did, and nothing else", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("drift"), sandbox.url);
    const { here } = portal;
    const [entering, leaving] = [people.slice(40, 43), people.slice(0, 2)];
    await tiers(portal, "Gold", people.slice(0, 40), 1);
    await portal.push();
    await tiers(portal, "Gold", entering, 2);
    await tiers(portal, "Silver", leaving, 2);
    here.events.splice(0);
    await portal.edit(["40101", "40102"], people.slice(10, 14));
    const pushed = countPushes(here);
    const { lastSweep, job } = await sweep(here);
    await portal.push();
    expect(await portal.list()).toEqual([...people.slice(2, 40), ...entering]);
    expect(lastSweep).toMatchObject({ missing: 4 + 3, surplus: 2 + 2, repaired: 11, refused: 0 });
    expect(job).toMatchObject({ state: "done", untold: 5 });
    // Strangers are taken off without a push.
    expect(pushed.records).toBe(4 + 3 + 2);
  });
});

describe("pushes while a sweep reads a list", () => {
  it("are no drift: neither what is done by the time it compares, nor what is on its way", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("in-flight"), sandbox.url);
    const { here } = portal;
    const [stays = "", leaves = "", enters = "", waits = ""] = people;
    await tiers(portal, "Gold", [stays, leaves], 1);
    await portal.push();
    const { membersThere } = here.storage;
    const keep = membersThere.keep.bind(membersThere);
    membersThere.keep = async (...page) => {
      await keep(...page);
      await tiers(portal, "Gold", [enters], 2);
      await tiers(portal, "Silver", [leaves], 3);
      await portal.push();
      await tiers(portal, "Gold", [waits], 4);
    };
    const { lastSweep } = await sweep(here);
    expect(lastSweep).toMatchObject({ missing: 0, surplus: 0, repaired: 0 });
    await portal.push();
    expect(await portal.list()).toEqual([stays, enters, waits]);
  });
});

describe("very many strangers", () => {
  it("are taken off in several turns, each once", async () => {
    await using sandbox = await runSandbox({ population: { companies: 100, contactsEach: 25 } });
    await using portal = await Portal.of(world("strangers"), sandbox.url);
    const { here } = portal;
    const everybody = sandbox.crm.records.all("contacts").map(({ id }) => id);
    const [member = "", ...strangers] = everybody;
    await tiers(portal, "Gold", [member], 1);
    await portal.push();
    await portal.edit(strangers, []);
    expect((await portal.list())?.length).toBe(2_500);
    const { lastSweep } = await sweep(here);
    expect(await portal.list()).toEqual([member]);
    expect(lastSweep).toMatchObject({ surplus: 2_499, repaired: 2_499 });
  });
});

describe("a stranger who enters while being taken off the list", () => {
  it("is on it in the end", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("stranger"), sandbox.url);
    const { here } = portal;
    const [member = "", stranger = ""] = people;
    await tiers(portal, "Gold", [member], 1);
    await portal.push();
    await portal.edit([stranger], []);
    const { pushes } = here.storage;
    const all = pushes.all.bind(pushes);
    let walks = 0;
    pushes.all = async function* walk(...given) {
      yield* all(...given);
      walks += 1;
      // The first one compares; this one is about to repair.
      if (walks !== 2) return;
      await tiers(portal, "Gold", [stranger], 2);
      await portal.push();
    };
    const { lastSweep } = await sweep(here);
    for (let flights = 0; flights < 3; flights += 1) await portal.push();
    expect(lastSweep).toMatchObject({ missing: 0, surplus: 1 });
    expect(await portal.list()).toEqual([member, stranger]);
  });
});

describe("a sweep that waits for a flight", () => {
  it("goes on although whoever handed it on ended before the message was sent", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("handed-on"), sandbox.url);
    const { here } = portal;
    await tiers(portal, "Gold", people.slice(0, 2), 1);
    await portal.push();
    await portal.edit([], people.slice(0, 1));
    const { workspaceId, id } = await destinationOf(here);
    const { flights } = here.storage;
    await flights.takeOff(workspaceId, id, "somebody", Date.now() + 600_000);
    await beginSweep(here);
    const [message] = here.sweeps.messages;
    const send = here.sweeps.send.bind(here.sweeps);
    here.sweeps.send = () => Promise.reject(new RetryableError("The function ended."));
    await expect(sweepTurn(here)).rejects.toThrow("The function ended.");
    here.sweeps.send = send;
    await flights.land(workspaceId, id, "somebody");
    if (message !== undefined) here.sweeps.messages.push(message);
    while (await sweepTurn(here));
    await portal.push();
    expect((await outcome(here)).job).toMatchObject({ state: "done", missing: 1 });
    expect(await portal.list()).toEqual(people.slice(0, 2));
  });
});

describe("a sweep of what cannot be seen as a whole", () => {
  /** A learning system of which others make use as well. */
  async function academy(here: World) {
    const enrolled = new Set<string>();
    const server = await recordingServer(({ method, path }): Reply => {
      const learner = decodeURIComponent(path.split("/").at(-1) ?? "");
      if (method === "GET")
        return { status: 200, json: { items: [...enrolled].map((each) => ({ learner: each })) } };
      if (method === "PUT") enrolled.add(learner);
      else enrolled.delete(learner);
      return { status: 200, json: {} };
    });
    process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
    const connection = await addConnection(here.context, {
      workspaceId: here.workspaceId,
      kind: "lms",
      name: "Academy",
      state: "connected",
      secrets: ["token"],
      baseUrl: server.url,
    });
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await bindDestination(here.context, segment, {
      kind: "course",
      connectionId: connection.id,
      courseId: "c",
    });
    return { ...server, enrolled };
  }

  const person = (place: number, tier: string) =>
    set(`p${place}`, { tier, email: `p${place}@acme.test` }, place);

  it("mends what is Muster's in a course, and leaves other learners in it", async () => {
    const here = world("course");
    await using lms = await academy(here);
    await here.apply(crm.says(...[1, 2, 3].map((place) => person(place, "Gold"))));
    await here.settle();
    await pushAll(here, "lms");
    lms.enrolled.add("stranger@acme.test");
    lms.enrolled.delete("p1@acme.test");
    await here.apply(crm.says(set("p2", { tier: "Silver" }, 9)));
    await here.settle();
    here.events.splice(0);
    const { lastSweep } = await sweep(here);
    await pushAll(here, "lms");
    expect(lastSweep).toMatchObject({ missing: 1, surplus: 1, repaired: 2 });
    expect([...lms.enrolled].sort()).toEqual([
      "p1@acme.test",
      "p3@acme.test",
      "stranger@acme.test",
    ]);
  });

  it("tells a signed webhook of what it never was told, and repeats nothing", async () => {
    const here = world("webhook");
    await using receiver = await recordingServer(() => ({ status: 200 }));
    process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    await bindDestination(here.context, segment, { kind: "webhook", url: receiver.url, secret });
    await here.apply(crm.says(person(1, "Gold"), person(2, "Gold")));
    await here.settle();
    await pushAll(here, "webhook");
    expect(receiver.requests).toHaveLength(2);
    await here.apply(crm.says(person(3, "Gold"), set("p1", { tier: "Silver" }, 9)));
    await here.settle();
    here.events.splice(0);
    const { lastSweep } = await sweep(here);
    await pushAll(here, "webhook");
    expect(lastSweep).toMatchObject({ missing: 1, surplus: 1 });
    const told = receiver.requests.slice(2).map(({ body }) => Told.parse(JSON.parse(body)).type);
    expect(new Set(told)).toEqual(new Set(["segment.entered", "segment.exited"]));
    const ids = receiver.requests.map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(4);
  });
});

describe("records that were merged at the portal", () => {
  it("leave nothing behind: the one that stays is pushed, the other is forgotten", async () => {
    await using sandbox = await runSandbox({});
    await using portal = await Portal.of(world("merged"), sandbox.url);
    const { here, connectionId } = portal;
    await tiers(portal, "Gold", ["40001", "40002"], 1);
    await portal.push();
    const source = new Source(connectionId, 1);
    await here.apply(source.says(merged("40001", ["40002"], 2)));
    await here.settle();
    await portal.push();
    await portal.edit([], ["40002"]);
    await sweep(here);
    await portal.push();
    expect(await portal.list()).toEqual(["40001"]);
    const { lastSweep } = await sweep(here);
    expect(lastSweep).toMatchObject({ compared: 1, missing: 0, surplus: 0, refused: 0 });
  });
});

/** Fails a share of what sweeps store, before or after it is done; returns how to have it stop. */
function crashing({ storage: { sweeps } }: World, random: () => number): () => void {
  const write = sweeps.write.bind(sweeps);
  sweeps.write = async (job) => {
    const fate = random();
    if (fate < 0.1) throw new RetryableError("The function ended before it wrote.");
    const written = await write(job);
    if (fate < 0.2) throw new RetryableError("The function ended after it wrote.");
    return written;
  };
  return () => {
    sweeps.write = write;
  };
}

describe.each([1, 2, seedOf("drift")])("drift at random, seed %i", (seed) => {
  it("is gone after one sweep, whatever happens meanwhile", async () => {
    await using sandbox = await runSandbox({});
    const here = world(`random-${seed}`);
    await using portal = await Portal.of(here, sandbox.url);
    const random = seededRandom(seed);
    const some = (share: number) => people.filter(() => random() < share);
    const desired = new Set<string>();
    let minute = 0;
    const turn = async (tier: "Gold" | "Silver", share: number) => {
      const chosen = some(share);
      minute += 1;
      await tiers(portal, tier, chosen, minute);
      for (const id of chosen)
        if (tier === "Gold") desired.add(id);
        else desired.delete(id);
    };
    await turn("Gold", 0.6);
    await portal.push();
    for (let round = 0; round < 4; round += 1) {
      await turn(random() < 0.5 ? "Gold" : "Silver", 0.2);
      const fate = random();
      if (fate < 0.5) here.events.splice(0);
      else if (fate < 0.8) await portal.push();
      await portal.edit(some(0.1), some(0.1));
    }
    await beginSweep(here);
    const mend = crashing(here, random);
    for (let turns = 0; here.sweeps.messages.length > 0 && turns < 200; turns += 1) {
      const [message] = here.sweeps.messages;
      // What failed comes back to its queue.
      await sweepTurn(here).catch((error: unknown) => {
        if (!(error instanceof RetryableError)) throw error;
        if (message !== undefined) here.sweeps.messages.push(message);
      });
      if (random() < 0.3) await turn(random() < 0.5 ? "Gold" : "Silver", 0.1);
      if (random() < 0.5) await portal.push();
    }
    mend();
    for (let flights = 0; flights < 5; flights += 1) await portal.push();
    expect((await outcome(here)).job.state, `seed ${seed}`).toBe("done");
    expect(await portal.list(), `seed ${seed}`).toEqual([...desired].sort());

    const pushed = countPushes(here);
    const again = await sweep(here);
    await portal.push();
    expect(again.lastSweep, `seed ${seed}`).toMatchObject({ missing: 0, surplus: 0 });
    expect(pushed.records).toBe(0);
  });
});
