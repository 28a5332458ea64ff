import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { PushMessage } from "../../shared/contracts/push.ts";
import { addressed } from "../../shared/flow/address-events.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { type Reply, recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { audience, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const Told = z.object({
  type: z.string(),
  data: z.object({ segmentId: z.string(), lead: z.string(), leavesAt: z.string() }),
});
const leavesAt = "2026-12-20T08:00:00.000Z";
const aDay = 86_400_000;
const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

async function certified(name: string) {
  const here = world(name);
  const rule = where("certifiedAt", "inLast", "P30D");
  const segment = await here.segment({ name: "Certified", rule, exitLeads: ["P7D"] });
  await here.apply(crm.says(set("1", { certifiedAt: "2026-11-20T08:00:00Z", tier: "Gold" })));
  await here.settle();
  return { here, segment };
}

/** What happened so far, to whom the bus would hand it. */
async function push(here: World): Promise<number> {
  const events = await addressed(here.context, here.events.splice(0));
  const messages = events
    .filter(({ destinations = [] }) => destinations.includes("webhook"))
    .map(({ detailType, detail }) =>
      PushMessage.parse({ "detail-type": detailType, detail: structuredClone(detail) }),
    );
  return (await pushMemberships(here.context, "webhook", messages)).size;
}

it("a webhook of a segment is told who is about to leave, and told again under the same id", async () => {
  let answer: Reply = { status: 200 };
  await using receiver = await recordingServer(() => answer);
  const { here, segment } = await certified("webhook-approaching");
  await bindDestination(here.context, segment, { kind: "webhook", url: receiver.url, secret });
  await push(here);
  const before = receiver.requests.length;
  await here.travel(Date.parse(leavesAt) - 6 * aDay);
  const again = [...here.events];
  answer = { status: 503 };
  expect(await push(here)).toBe(1);
  answer = { status: 200 };
  here.events.push(...again);
  expect(await push(here)).toBe(0);
  const told = receiver.requests.slice(before);
  expect(told.map(({ body }) => Told.parse(JSON.parse(body)))).toMatchObject(
    Array(2).fill({
      type: "segment.exit-approaching",
      data: { segmentId: segment.id, lead: "P7D", leavesAt },
    }),
  );
  expect(new Set(told.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

it("a receiver that does not answer holds up neither what others are told nor what they are sent", async () => {
  const arrived = Promise.withResolvers<void>();
  await using patient = await recordingServer(async () => {
    await arrived.promise;
    return { status: 200 };
  });
  await using other = await recordingServer(() => {
    arrived.resolve();
    return { status: 200 };
  });
  const { here, segment } = await certified("webhook-waiting");
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  await here.travel(Date.parse(leavesAt) - 6 * aDay);
  await bindDestination(here.context, segment, {
    kind: "webhook",
    url: patient.url,
    secret,
    tells: ["exit-approaching"],
  });
  await bindDestination(here.context, gold, { kind: "webhook", url: other.url, secret });
  here.events.sort((one) => (one.detailType === "segment.exit-approaching" ? -1 : 1));
  expect(await push(here)).toBe(0);
  expect(patient.requests).toHaveLength(1);
});

it("of several addresses each is told once, and only the one that fails again", async () => {
  const { here, segment } = await certified("webhooks-approaching");
  await here.travel(Date.parse(leavesAt) - 6 * aDay);
  let answer: Reply = { status: 503 };
  await using dead = await recordingServer(() => answer);
  await using alive = await recordingServer(() => ({ status: 200 }));
  for (const { url } of [dead, alive, dead])
    await bindDestination(here.context, segment, {
      kind: "webhook",
      url,
      secret,
      tells: ["exit-approaching"],
    });
  here.pushes.take();
  expect(await push(here)).toBe(0);
  const notices = here.pushes.take().map((each) => PushMessage.parse(each));
  const failed = await pushMemberships(here.context, "webhook", notices);
  expect(failed.size).toBe(2);
  expect(alive.requests).toHaveLength(1);
  expect(dead.requests).toHaveLength(2);
  answer = { status: 200 };
  const again = notices.filter((_, position) => failed.has(position));
  expect((await pushMemberships(here.context, "webhook", again)).size).toBe(0);
  expect(alive.requests).toHaveLength(1);
  expect(dead.requests).toHaveLength(4);
});

it("an automation is told of those it is for, by the leads of the segments it includes", async () => {
  await using receiver = await recordingServer(() => ({ status: 200 }));
  const { here, segment } = await certified("automation-approaching");
  const tin = await here.segment({ name: "Tin", rule: where("tier", "=", "Tin") });
  await here.apply(crm.says(set("2", { certifiedAt: "2026-11-20T08:00:00Z", tier: "Tin" }, 1)));
  await program(here, {
    ...audience(here, [segment], [tin]),
    kind: "automation",
    url: receiver.url,
    on: ["exit-approaching"],
  });
  await push(here);
  expect(receiver.requests).toEqual([]);
  await here.travel(Date.parse(leavesAt) - 6 * aDay);
  expect(here.events).toHaveLength(2);
  expect(await push(here)).toBe(0);
  expect(receiver.requests.map(({ body }) => Told.parse(JSON.parse(body)).data.lead)).toEqual([
    "P7D",
  ]);
});
