import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RecordingServer, recordingServer } from "../connectors/recording-server.ts";
import {
  contact,
  type Muster,
  type Running,
  startMuster,
  type WebhookConnection,
  where,
} from "./running.ts";

const Line = z.object({ message: z.string(), correlationIds: z.string() });
const Heard = z.object({
  data: z.object({ correlationIds: z.array(z.string()), profileId: z.string() }),
});

let running: Running;
let muster: Muster;
let server: RecordingServer;
let source: WebhookConnection;
const lines: z.infer<typeof Line>[] = [];

beforeAll(async () => {
  running = await startMuster({ sample: false, onLine: (_, line) => take(line) });
  muster = running.muster;
  server = await recordingServer(() => ({ status: 204 }));
  source = await muster.connect("PRM");
  await bound("Gold", where("tier", "=", "Gold"));
  const large = { match: { mode: "some" }, value: where("size", ">", 100) };
  const rules = [{ field: "company", operator: "", ...large }];
  await bound("At a large company", { combinator: "and", rules });
  await muster.idle();
});
afterAll(async () => {
  await running.stop();
  await server[Symbol.asyncDispose]();
});
beforeEach(() => {
  lines.length = 0;
  server.requests.length = 0;
});

async function bound(name: string, rule: unknown): Promise<void> {
  const { id } = await muster.segment(name, rule);
  const wanted = { kind: "webhook", url: `${server.url}/heard` };
  await muster.call("POST", `/api/v1/segments/${id}/destinations`, wanted);
}

function take(text: string): void {
  if (!text.startsWith("{")) return;
  const line = Line.safeParse(JSON.parse(text));
  if (line.success) lines.push(line.data);
}

/** Sends one webhook; answers under which id it was accepted, once all that follows is done. */
async function sent(events: unknown): Promise<string> {
  const before = lines.length;
  await muster.send(source, events);
  await muster.idle();
  const accepted = lines.slice(before).filter(({ message }) => message === "webhook accepted");
  expect(accepted).toHaveLength(1);
  return accepted[0]?.correlationIds ?? "";
}

/** The stations at which the log names an id, each once. */
const stationsOf = (id: string): string[] => [
  ...new Set(
    lines
      .filter(({ correlationIds }) => correlationIds.split(" ").includes(id))
      .map(({ message }) => message),
  ),
];

const wholeWay = ["webhook accepted", "changes applied", "changes published", "changes pushed"];

describe("one id of the log", () => {
  it("follows a change from its webhook to the push, and to the receiver", async () => {
    const id = await sent(contact("ann", { tier: "Gold" }));
    expect(stationsOf(id)).toEqual(wholeWay);
    const heard = server.requests.map(({ body }) => Heard.parse(JSON.parse(body)));
    expect(heard.map(({ data }) => data.correlationIds)).toEqual([[id]]);
  });

  it("is the change's own: another webhook has another, and it ends where a change ends", async () => {
    const first = await sent(contact("bob", { tier: "Gold" }));
    const second = await sent(contact("bob", { city: "Ghent" }));
    expect(second).not.toBe(first);
    expect(stationsOf(first)).toEqual(wholeWay);
    expect(stationsOf(second)).toEqual(wholeWay.slice(0, 3));
  });

  it("also follows a company's change to the contacts that it takes in", async () => {
    const worksThere = {
      from: { object: "contact", id: "cem" },
      to: { object: "company", id: "acme" },
      removed: false,
    };
    await sent([contact("cem", { city: "Ghent" }), event("association.changed", worksThere)]);
    const grown = { object: "company", id: "acme", attributes: { size: 500 } };
    const id = await sent(event("profile.changed", grown));
    expect(stationsOf(id).sort()).toEqual([...wholeWay, "related profiles refreshed"].sort());
    expect(server.requests).toHaveLength(1);
  });
});

function event(type: string, data: unknown) {
  return { type, timestamp: new Date().toISOString(), data };
}
