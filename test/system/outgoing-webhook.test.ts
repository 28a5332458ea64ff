import { createServer, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { contact, type Muster, type Running, startMuster, where } from "./running.ts";

const Destination = z.object({ id: z.string(), secret: z.string() });
const Heard = z.object({ type: z.string(), data: z.object({ profileId: z.string() }) });

let running: Running;
let muster: Muster;
let server: Server;
let address: string;
const requests: { body: string; headers: Record<string, string> }[] = [];

beforeAll(async () => {
  running = await startMuster({ sample: false });
  muster = running.muster;
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const names = ["webhook-id", "webhook-timestamp", "webhook-signature"];
      const headers = Object.fromEntries(
        names.map((name) => [name, String(request.headers[name])]),
      );
      requests.push({ body, headers });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  address = `http://127.0.0.1:${port}/muster`;
});
afterAll(async () => {
  await running.stop();
  server.close();
});

describe("a segment bound to a signed webhook", () => {
  it("tells who is in already, who enters and who leaves, in a signature that others can verify", async () => {
    const connection = await muster.connect("PRM");
    await muster.send(connection, contact("already", { tier: "Gold" }));
    await muster.idle();
    const segment = await muster.segment("Gold", where("tier", "=", "Gold"));
    const bound = await muster.call("POST", `/api/v1/segments/${segment.id}/destinations`, {
      kind: "webhook",
      url: address,
    });
    expect(bound.status).toBe(201);
    const { secret } = Destination.parse(await bound.json());
    await muster.idle();
    await muster.send(connection, contact("comes", { tier: "Gold" }));
    await muster.idle();
    await muster.send(connection, contact("comes", { tier: "Silver" }));
    await muster.idle();
    const heard = requests.map(({ body, headers }) =>
      Heard.parse(new Webhook(secret).verify(body, headers)),
    );
    expect(heard.map((each) => each.type)).toEqual([
      "segment.entered",
      "segment.entered",
      "segment.exited",
    ]);
    expect(heard[1]?.data.profileId).toBe(heard[2]?.data.profileId);
    expect(new Set(requests.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  });
});
