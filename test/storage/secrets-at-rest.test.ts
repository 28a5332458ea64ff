import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Connection } from "../../shared/contracts/connection.ts";
import type { Destination } from "../../shared/contracts/destination.ts";
import { openStorage, type Storage } from "../../shared/storage/storage.ts";
import { sampleConnection, sampleDestination } from "../connectors/samples.ts";
import { startTestDatabase, type TestDatabase } from "../test-database.ts";

let database: TestDatabase;
let storage: Storage;
let items: DynamoDBDocumentClient;
const open = () => openStorage({ profiles: "profiles", views: "views", registry: "registry" });
beforeAll(async () => {
  database = await startTestDatabase();
  storage = open();
  items = DynamoDBDocumentClient.from(new DynamoDBClient({}));
});
afterAll(async () => {
  items.destroy();
  await database.stop();
});

const tokens = { access: "access-in-the-clear", refresh: "refresh-in-the-clear", expiresAt: 1 };
const secrets = { secrets: ["whsec_in-the-clear"], apiKey: "pk_in-the-clear", tokens };

async function atRest(): Promise<string> {
  return JSON.stringify((await items.send(new ScanCommand({ TableName: "registry" }))).Items);
}

/** As an earlier Muster wrote it. */
async function plain(table: string, pk: string, sk: string, entity: Connection | Destination) {
  await items.send(new PutCommand({ TableName: table, Item: { ...entity, pk, sk } }));
}

describe("secrets at rest", () => {
  it("are sealed wherever they are kept, and come back as they were", async () => {
    const connection = await storage.connections.write(sampleConnection(secrets));
    const destination = sampleDestination("webhook", { secret: "whsec_in-the-clear-too" });
    await storage.destinations.write(destination);
    const grant = { workspaceId: "w1", connectionId: "c1", verifier: "verifier-in-the-clear" };
    await storage.oauthStates.keep("state-in-the-clear", grant);
    const answer = { request: "r", status: 201, headers: {}, body: '{"secret":"in-the-clear"}' };
    await storage.answers.put("w1", "key", answer);
    expect(await atRest()).not.toContain("in-the-clear");
    expect(await open().answers.get("w1", "key")).toMatchObject(answer);
    expect(await open().connections.get("w1", "c1")).toEqual(connection);
    expect(await open().connections.all("w1")).toEqual([connection]);
    expect(await open().destinations.ofSegment("w1", "s1")).toEqual([destination]);
    expect(await open().oauthStates.take("state-in-the-clear")).toMatchObject(grant);
    expect(await open().oauthStates.take("state-in-the-clear")).toBeUndefined();
  });

  it("that were written in the clear are read, and sealed from then on", async () => {
    const connection = sampleConnection({ ...secrets, workspaceId: "old", revision: 4 });
    const destination = sampleDestination("webhook", {
      workspaceId: "old",
      secret: "in-the-clear",
    });
    await plain("registry", "old#connections", "c1", connection);
    await plain("registry", "old#destinations", "s1#d1", destination);
    const read = await Promise.all([1, 2, 3].map(() => open().connections.get("old", "c1")));
    expect(read).toEqual([connection, connection, connection]);
    expect(await storage.destinations.get("old", "s1", "d1")).toEqual(destination);
    expect(await atRest()).not.toContain("in-the-clear");
    expect(await storage.connections.get("old", "c1")).toEqual(connection);
    expect(await storage.connections.write(connection)).toMatchObject({ revision: 5 });
    expect(await storage.destinations.get("old", "s1", "d1")).toEqual(destination);
  });

  it("of one connection open nothing when they are copied into another", async () => {
    await storage.connections.write(sampleConnection({ ...secrets, workspaceId: "victim" }));
    const all = await items.send(new ScanCommand({ TableName: "registry" }));
    const stolen = all.Items?.find((item) => item["pk"] === "victim#connections");
    const item = { ...stolen, pk: "thief#connections", workspaceId: "thief" };
    await items.send(new PutCommand({ TableName: "registry", Item: item }));
    await expect(storage.connections.get("thief", "c1")).rejects.toThrow("for somebody else");
  });

  it("are gone with the connection", async () => {
    const connection = sampleConnection({ ...secrets, workspaceId: "gone" });
    const { tokens: _tokens, apiKey: _key, ...rest } = await storage.connections.write(connection);
    await storage.connections.write({ ...rest, secrets: [], state: "removed" });
    const all = await items.send(new ScanCommand({ TableName: "registry" }));
    const left = all.Items?.find((item) => item["pk"] === "gone#connections");
    expect(left).not.toHaveProperty("sealed");
    expect(await storage.connections.get("gone", "c1")).toMatchObject({ secrets: [] });
  });
});
