import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Destination } from "../../shared/contracts/destination.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { bindDestination, unbindDestination } from "../../shared/flow/bind-destination.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { placeOf } from "../../shared/flow/shared-place.ts";
import { PermanentError } from "../../shared/runtime/errors.ts";
import { type Reply, recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { courseOf } from "./academy.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const gold = { name: "Gold", rule: where("tier", "=", "Gold") };

/** A segment that drives a course of a learning system at the address. */
async function course(here: World, baseUrl: string) {
  const segment = await here.segment(gold);
  const destination = await courseOf(here, segment, baseUrl);
  here.pushes.take();
  return { segment, destination };
}

/** What the bus would bring of the events so far. */
function told(here: World) {
  return here.events
    .splice(0)
    .map(({ detailType, detail }) => PushMessage.parse({ "detail-type": detailType, detail }));
}

async function enter(here: World, count: number, from = 0) {
  const people = Array.from({ length: count }, (_, position) =>
    set(`${from + position}`, { tier: "Gold", email: `p${from + position}@acme.test` }, 1),
  );
  await here.apply(crm.says(...people));
  await here.settle();
  here.pushes.take();
}

function stored(here: World, { segmentId, id }: Destination) {
  return here.storage.destinations.get(here.workspaceId, segmentId, id);
}

function flight({ workspaceId, segmentId, id }: Destination) {
  return { kind: "flight", workspaceId, segmentId, destinationId: id } as const;
}

describe("pushing", () => {
  it("reaches everybody just noted although the index of pending ones lags behind", async () => {
    const here = world("lagging");
    await using server = await recordingServer(() => ({ status: 201 }));
    await course(here, server.url);
    await enter(here, 45);
    here.storage.pushes.pending = async () => [];
    await pushMemberships(here.context, "lms", told(here));
    expect(server.requests).toHaveLength(45);
  });

  it("waits for a receiver that does not answer beside the others, not before them", async () => {
    const here = world("patient");
    const arrived = Promise.withResolvers<void>();
    let waiting = 0;
    const together = async () => {
      waiting += 1;
      if (waiting === 2) arrived.resolve();
      await arrived.promise;
      return { status: 200 };
    };
    await using one = await recordingServer(together);
    await using other = await recordingServer(together);
    const segment = await here.segment(gold);
    const secret = `whsec_${btoa("a secret that both receivers know")}`;
    for (const { url } of [one, other])
      await bindDestination(here.context, segment, { kind: "webhook", url, secret });
    await enter(here, 1);
    await pushMemberships(here.context, "webhook", told(here));
    expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  it("sends nothing for who came and went within one batch", async () => {
    const here = world("came-and-went");
    await using server = await recordingServer(() => ({ status: 201 }));
    const { destination } = await course(here, server.url);
    await enter(here, 2);
    await here.apply(crm.says(set("0", { tier: "Silver" }, 2)));
    await here.settle();
    here.pushes.take();
    await pushMemberships(here.context, "lms", told(here));
    expect(server.requests).toHaveLength(1);
    const rows = await here.storage.pushes.pending(here.workspaceId, destination.id, 10);
    expect(rows).toEqual([]);
  });

  it("reads what is noted of a batch with one request for all of it", async () => {
    const here = world("noted-together");
    await using server = await recordingServer(() => ({ status: 201 }));
    await course(here, server.url);
    await enter(here, 30);
    const { pushes } = here.storage;
    const read = pushes.rows.bind(pushes);
    const asked: number[] = [];
    pushes.rows = (workspaceId, id, recordKeys) => {
      asked.push(recordKeys.length);
      return read(workspaceId, id, recordKeys);
    };
    await pushMemberships(here.context, "lms", told(here));
    expect(asked[0]).toBe(30);
    expect(server.requests).toHaveLength(30);
  });

  it("asks for another flight where the index still names what is done", async () => {
    const here = world("stale-index");
    await using server = await recordingServer(() => ({ status: 201 }));
    const { destination } = await course(here, server.url);
    await enter(here, 1);
    const messages = told(here);
    await pushMemberships(here.context, "lms", messages);
    const { pushes } = here.storage;
    const profileId = messages[0]?.kind === "event" ? messages[0].event.profileId : "";
    const done = await pushes.rows(here.workspaceId, destination.id, [profileId]);
    pushes.pending = async () => done;
    await pushMemberships(here.context, "lms", [flight(destination)]);
    expect(here.pushes.take()).toEqual([flight(destination)]);
    expect(server.requests).toHaveLength(1);
  });

  it("sends one more flight, not one for each message that came during one", async () => {
    const here = world("coalesced");
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = (): void => {};
    const flying = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using server = await recordingServer(async (): Promise<Reply> => {
      arrived();
      await held;
      return { status: 201 };
    });
    const { destination } = await course(here, server.url);
    await enter(here, 1);
    const first = pushMemberships(here.context, "lms", told(here));
    await flying;
    await enter(here, 5, 10);
    for (const message of told(here)) await pushMemberships(here.context, "lms", [message]);
    release();
    await first;
    // And one that looks, later, whether whoever was asked has landed.
    const delays = here.pushes.messages.map(({ delaySeconds }) => delaySeconds);
    expect(new Set(delays)).toEqual(new Set([1, 95]));
    const next = here.pushes.take().map((message) => PushMessage.parse(message));
    await pushMemberships(here.context, "lms", [...next, flight(destination)]);
    expect(server.requests).toHaveLength(6);
  });

  it("goes on where whoever was in the air never landed, and nobody else comes", async () => {
    const here = world("crashed-flight");
    await using server = await recordingServer(() => ({ status: 201 }));
    const { destination } = await course(here, server.url);
    const { flights } = here.storage;
    const place = placeOf(destination);
    await flights.takeOff(here.workspaceId, place, "crashed", Date.now() + 60_000);
    await enter(here, 1);
    await pushMemberships(here.context, "lms", told(here));
    expect(server.requests).toEqual([]);
    const [later] = here.pushes.messages;
    expect(later).toMatchObject({
      body: flight(destination),
      delaySeconds: 95,
      dueAt: here.now + 95_000,
    });
    await flights.land(here.workspaceId, place, "crashed");
    await pushMemberships(here.context, "lms", [flight(destination)]);
    expect(server.requests).toHaveLength(1);
  });

  it("leaves a destination removed that was removed in the middle", async () => {
    const here = world("removed-in-flight");
    let removal = async (): Promise<void> => {};
    await using server = await recordingServer(async () => {
      await removal();
      return { status: 500 };
    });
    const { destination } = await course(here, server.url);
    removal = () => unbindDestination(here.context, destination);
    await enter(here, 1);
    await pushMemberships(here.context, "lms", told(here));
    expect((await stored(here, destination))?.state).toBe("removed");
  });

  it("keeps what was refused as a whole, says why, and pushes it with the next flight", async () => {
    const here = world("permanent");
    let status = 404;
    await using server = await recordingServer(() => ({ status }));
    const { destination } = await course(here, server.url);
    await enter(here, 2);
    await pushMemberships(here.context, "lms", told(here));
    expect(await stored(here, destination)).toMatchObject({
      state: "failing",
      lastError: { message: expect.stringContaining("does not exist") },
    });
    status = 201;
    const before = server.requests.length;
    await pushMemberships(here.context, "lms", [flight(destination)]);
    expect(server.requests.length - before).toBe(2);
    expect((await stored(here, destination))?.state).toBe("active");
    expect((await stored(here, destination))?.lastError).toBeUndefined();
  });

  it("goes on where another token was given while the old one was being refused", async () => {
    const here = world("given-meanwhile");
    let meanwhile = async (): Promise<void> => {};
    await using server = await recordingServer(async ({ headers }) => {
      if (headers.authorization === "Bearer valid") return { status: 201 };
      await meanwhile();
      return { status: 401 };
    });
    const { destination } = await course(here, server.url);
    meanwhile = async () => {
      const { connections } = here.storage;
      const refused = await connections.get(here.workspaceId, "lms");
      if (refused !== undefined) await connections.write({ ...refused, secrets: ["valid"] });
      await pushMemberships(here.context, "lms", [flight(destination)]);
    };
    await enter(here, 1);
    await pushMemberships(here.context, "lms", told(here));
    // One at once, and one in case that whoever was asked has crashed.
    const next = here.pushes.take().map((message) => PushMessage.parse(message));
    expect(next).toEqual([flight(destination), flight(destination)]);
    await pushMemberships(here.context, "lms", next);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token",
      "Bearer valid",
    ]);
    expect((await stored(here, destination))?.state).toBe("active");
  });

  it("withdraws somebody under the address that was enrolled", async () => {
    const here = world("renamed");
    await using server = await recordingServer(() => ({ status: 200 }));
    await course(here, server.url);
    await enter(here, 1);
    await pushMemberships(here.context, "lms", told(here));
    await here.apply(crm.says(set("0", { email: "other@acme.test", tier: "Silver" }, 2)));
    await here.settle();
    await pushMemberships(here.context, "lms", told(here));
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PUT /courses/c/enrolments/p0%40acme.test",
      "DELETE /courses/c/enrolments/p0%40acme.test",
    ]);
  });

  it("keeps a name that one profile leaves under and another enters under", async () => {
    const here = world("one-name");
    await using server = await recordingServer(() => ({ status: 200 }));
    await course(here, server.url);
    const email = "office@acme.test";
    await here.apply(crm.says(set("1", { email, tier: "Gold" }, 1), set("2", { email }, 1)));
    await here.settle();
    await pushMemberships(here.context, "lms", told(here));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 2), set("2", { tier: "Gold" }, 2)));
    await here.settle();
    await pushMemberships(here.context, "lms", told(here));
    expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "PUT"]);
  });

  it("does the other messages of a batch where one can never be handled", async () => {
    const here = world("one-poison");
    await using server = await recordingServer(() => ({ status: 200 }));
    const { destination } = await course(here, server.url);
    await enter(here, 1);
    const { destinations } = here.storage;
    destinations.get = () => Promise.reject(new PermanentError("unreadable"));
    const failures = await pushMemberships(here.context, "lms", [
      flight(destination),
      ...told(here),
    ]);
    expect([...failures.keys()]).toEqual([0]);
    expect(server.requests).toHaveLength(1);
  });
});

describe("a connection whose access token is refused", () => {
  const list = { list: { listId: "7", processingType: "MANUAL" } };
  const members = { recordsIdsAdded: [], recordIdsRemoved: [], recordIdsMissing: [] };

  async function portal(here: World) {
    const { workspaceId } = here;
    const tokens = { access: "old", refresh: "r", expiresAt: Date.now() + 3_600_000 };
    await here.storage.connections.write({
      workspaceId,
      id: "crm",
      kind: "hubspot",
      name: "Portal",
      state: "connected",
      rank: 1,
      createdAt: 0,
      secrets: [],
      propertyTypes: {},
      tokens,
      revision: 0,
    });
    const segment = await here.segment(gold);
    const wanted = { kind: "hubspot-list", connectionId: "crm", url: undefined } as const;
    await bindDestination(here.context, segment, {
      ...wanted,
      courseId: undefined,
      secret: undefined,
    });
    await enter(here, 1);
  }

  function access(here: World) {
    return here.storage.connections.get(here.workspaceId, "crm");
  }

  it("gets a new one and goes on", async () => {
    const here = world("renewed");
    await using server = await recordingServer(({ path, headers }): Reply => {
      if (path.includes("token"))
        return { status: 200, json: { access_token: "new", refresh_token: "r", expires_in: 1800 } };
      if (headers.authorization !== "Bearer new") return { status: 401, json: {} };
      return { status: 200, json: path.includes("memberships") ? members : list };
    });
    process.env["HUBSPOT_API_URL"] = server.url;
    process.env["HUBSPOT_CLIENT_ID"] = "id";
    process.env["HUBSPOT_CLIENT_SECRET"] = "secret";
    await portal(here);
    await pushMemberships(here.context, "hubspot", told(here));
    expect(await access(here)).toMatchObject({ state: "connected", tokens: { access: "new" } });
    const next = here.pushes.take().map((message) => PushMessage.parse(message));
    await pushMemberships(here.context, "hubspot", next);
    expect(server.requests.some(({ path }) => path.includes("memberships"))).toBe(true);
  });

  it("must be connected again only once the grant itself is withdrawn", async () => {
    const here = world("withdrawn");
    await using server = await recordingServer(({ path }): Reply => {
      if (path.includes("token")) return { status: 400, json: { error: "invalid_grant" } };
      return { status: 401, json: {} };
    });
    process.env["HUBSPOT_API_URL"] = server.url;
    await portal(here);
    await pushMemberships(here.context, "hubspot", told(here));
    expect((await access(here))?.state).toBe("reconnect-needed");
  });
});
