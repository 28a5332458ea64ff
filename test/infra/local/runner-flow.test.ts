import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  eventually,
  type SmallSystem,
  startSmall,
  writeAssembly,
} from "./runner-fixture/small-system.ts";

const folders = writeAssembly();
let small: SmallSystem;
beforeAll(async () => {
  small = await startSmall(folders);
});
afterAll(async () => {
  await small.system.stop();
  folders.remove();
});

const said = (message: string, id: string) =>
  small.lines.filter((line) => line.message === message && line.id === id);

const echoSchema = z.looseObject({
  rawPath: z.string(),
  rawQueryString: z.string(),
  body: z.string(),
  isBase64Encoded: z.boolean(),
  headers: z.record(z.string(), z.string()),
  pathParameters: z.record(z.string(), z.string()),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  requestContext: z.looseObject({
    domainName: z.string(),
    http: z.looseObject({ method: z.string() }),
  }),
});

const echo = async (query: string, init: RequestInit) => {
  const url = `${small.system.url}/hooks/echo${query}`;
  return echoSchema.parse(await (await fetch(url, { method: "POST", ...init })).json());
};

describe("the way of one change through the template's parts", () => {
  it("goes from the route over queue, table, stream, bus and rule to the last queue", async () => {
    expect((await small.post("/hooks/x", { id: "way" })).status).toBe(202);
    await eventually(() => said("pushed", "way").length === 1);
    await small.idle();
    expect((await fetch(`${small.system.url}/local/idle`)).status).toBe(200);
  });

  it("is not idle while a message is delayed", async () => {
    await small.post("/hooks/x", { id: "later", delaySeconds: 1 });
    const answer = await fetch(`${small.system.url}/local/idle`);
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("in Changes");
    await small.idle();
    expect(said("applied", "later")).toHaveLength(1);
  });

  it("moves a poison message to the dead-letter queue while others flow", async () => {
    const before = small.system.queues.depth("ChangesDead").visible;
    await small.post("/hooks/x", { id: "bad", poison: "message" });
    await small.post("/hooks/x", { id: "beside" });
    await eventually(() => small.system.queues.depth("ChangesDead").visible === before + 1);
    expect(said("pushed", "beside")).toHaveLength(1);
    await small.idle();
  });

  it("sets a poison stream record aside whole, and those around it arrive", async () => {
    const ids = ["r1", "r2", "r3", "r4"];
    await Promise.all(
      ids.map((id) => small.post("/hooks/x", { id, ...(id === "r3" && { poison: "record" }) })),
    );
    await small.idle();
    const bucket = join(folders.dataFolder, "buckets", "Failed");
    const files = readdirSync(bucket, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    expect(files).toHaveLength(1);
    expect(files[0]).toContain('"Keys":{"');
    expect(files[0]).toContain('{"S":"r3"}');
    for (const id of ["r1", "r2", "r4"]) expect(said("pushed", id).length).toBeGreaterThan(0);
    expect(said("pushed", "r3")).toHaveLength(0);
  });
});

describe("the gateway", () => {
  it("hands over a request in payload format 2.0", async () => {
    const event = await echo("?a=1&a=2&b=%20", { body: '{"é":1}', headers: { "X-Sign": "s" } });
    expect(event).toMatchObject({
      rawPath: "/hooks/echo",
      rawQueryString: "a=1&a=2&b=%20",
      body: '{"é":1}',
      isBase64Encoded: false,
      pathParameters: { proxy: "echo" },
      queryStringParameters: { a: "1,2", b: " " },
      requestContext: { domainName: "127.0.0.1", http: { method: "POST" } },
    });
    expect(event.headers["x-sign"]).toBe("s");
  });

  it("keeps every byte of a body that is not text", async () => {
    const body = new Uint8Array([0, 255, 128, 10]);
    const event = await echo("", { body, headers: { "content-type": "application/json" } });
    expect(event.isBase64Encoded).toBe(true);
    expect(Buffer.from(event.body, "base64")).toEqual(Buffer.from(body));
  });

  it("refuses more than 10 MB with 413", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 32);
    const answer = await fetch(`${small.system.url}/hooks/echo`, { method: "POST", body });
    expect(answer.status).toBe(413);
  });

  it("answers 404 as a problem where there is nothing", async () => {
    const answer = await fetch(`${small.system.url}/nowhere`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  it("answers 500 for a function that fails, and tells the function's reason to the runner only", async () => {
    const answer = await small.post("/hooks/crash", {});
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("on purpose");
    expect(small.errors.map(String)).toContainEqual(expect.stringContaining("on purpose"));
  });

  it("ends a function at its timeout and replaces its worker", async () => {
    expect((await small.post("/hooks/hang", {})).status).toBe(500);
    expect((await small.post("/hooks/now", {})).status).toBe(200);
  });

  it("gives functions this machine's endpoints and nothing of the developer's environment", async () => {
    const answer = await small.post("/hooks/environment", {});
    const environment = z.record(z.string(), z.string()).parse(await answer.json());
    expect(environment).toMatchObject({
      AWS_LAMBDA_FUNCTION_NAME: "Receive",
      AWS_ENDPOINT_URL_DYNAMODB: small.system.databaseUrl,
      PUBLIC_URL: small.system.url,
    });
    expect(environment).not.toHaveProperty("HOME");
  });
});
