import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signStandardWebhook } from "../../shared/connectors/webhook/signature.ts";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import { newSecret, removeConnection } from "../../shared/flow/connect.ts";
import { Problem } from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const secret = newSecret();

async function connected(here: World) {
  const id = `con_${here.workspaceId}`;
  const connection = await here.storage.connections.write({
    workspaceId: here.workspaceId,
    id,
    kind: "webhook",
    name: "PRM",
    state: "connected",
    rank: 1,
    createdAt: 0,
    secrets: [secret],
    propertyTypes: {},
    revision: 0,
  });
  await here.storage.connections.pointTo(connection, `hook:${id}`);
  return connection;
}

function send(here: World, address: string, data: object, type = "profile.changed") {
  const body = JSON.stringify({ type, timestamp: "2026-11-22T10:00:00Z", data });
  const timestamp = String(Math.floor(Date.now() / 1_000));
  return acceptWebhook(here.context, address, {
    method: "POST",
    url: "https://muster.test/hooks",
    headers: {
      "webhook-id": "m",
      "webhook-timestamp": timestamp,
      "webhook-signature": signStandardWebhook(secret, "m", timestamp, body),
    },
    body: Buffer.from(body),
  });
}

const ann = { object: "contact", id: "1", attributes: { tier: "Gold" } };

describe("a webhook", () => {
  it("of a connection that was removed is not known, also while its address is still found", async () => {
    const here = world("removed");
    const connection = await connected(here);
    expect(await send(here, connection.id, ann)).toEqual({ status: 202, changes: 1 });
    await removeConnection(here.context, connection);
    await expect(send(here, connection.id, ann)).rejects.toMatchObject({ status: 404 });
    await here.storage.connections.pointTo(connection, `hook:${connection.id}`);
    await expect(send(here, connection.id, ann)).rejects.toMatchObject({ status: 404 });
  });

  it.each([1e200, -1e200, 1e-200])("with the number %s is refused at once", async (seats) => {
    const here = world(`number${seats}`);
    const { id } = await connected(here);
    const sent = send(here, id, { ...ann, attributes: { seats } });
    await expect(sent).rejects.toMatchObject({ status: 422 });
  });

  it("about a behaviour that cannot be named is refused at once", async () => {
    const here = world("behaviour-name");
    const { id } = await connected(here);
    const data = { object: "contact", id: "1", name: "__proto__" };
    const sent = send(here, id, data, "behaviour.recorded");
    await expect(sent).rejects.toMatchObject({ status: 422 });
  });

  it("is counted for its connection, once it is accepted", async () => {
    const here = world("counted");
    const connection = await connected(here);
    await expect(send(here, connection.id, { object: "nobody" })).rejects.toBeInstanceOf(Problem);
    await send(here, connection.id, { object: "contact", id: "1", attributes: { tier: "Gold" } });
    expect(await here.storage.counters.get(here.workspaceId, connection.id)).toMatchObject({
      webhooks: 1,
      events: 1,
      ignored: 0,
      changes: 1,
      lastReceivedAt: here.now,
    });
  });
});
