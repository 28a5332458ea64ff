import { createServer } from "node:http";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { listen } from "../../infra/local/gateway.ts";
import { closeServer } from "../../infra/local/local-cloud.ts";
import { sendOutbound } from "../../shared/connectors/outbound.ts";
import { openTables } from "../../shared/storage/tables.ts";

/** Says over which connection it was asked, to whoever asks, as DynamoDB does and as plain text. */
const server = createServer((request, response) => {
  const port = String(request.socket.remotePort);
  const isDatabase = request.headers["x-amz-target"] !== undefined;
  response.end(isDatabase ? JSON.stringify({ Item: { port: { S: port } } }) : port);
});
let url: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0)}`;
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", url);
  vi.stubEnv("AWS_REGION", "local");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
  vi.stubEnv("MUSTER_ALLOW_PRIVATE_WEBHOOKS", "1");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await closeServer(server);
});
afterEach(() => vi.restoreAllMocks());

/** So long the function was frozen: its monotonic clock stood still. */
function freeze(ms: number): void {
  const now = Date.now.bind(Date);
  vi.spyOn(Date, "now").mockImplementation(() => now() + ms);
}

const tables = { profiles: "profiles", views: "views", registry: "registry" };

describe.each([
  [
    "the database",
    () => {
      const { client } = openTables(tables);
      const get = new GetCommand({ TableName: "profiles", Key: { pk: "a", sk: "b" } });
      return async () => (await client.send(get)).Item?.["port"];
    },
  ],
  [
    "a customer's address",
    () => async () => (await sendOutbound({ url, method: "GET", headers: {} })).text,
  ],
])("a connection to %s", (_, open) => {
  it("is used again, but not after the function was frozen", async () => {
    const ask = open();
    const first = await ask();
    expect(await ask()).toBe(first);
    freeze(60_000);
    const second = await ask();
    expect(second).not.toBe(first);
    expect(await ask()).toBe(second);
  });
});
