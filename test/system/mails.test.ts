import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type Muster,
  type Running,
  startMuster,
  type WebhookConnection,
  where,
} from "./running.ts";

const Made = z.object({ id: z.string() });
const Sent = z.object({
  items: z.array(
    z.object({
      to: z.array(z.string()),
      subject: z.string(),
      text: z.string(),
      headers: z.record(z.string(), z.string()),
    }),
  ),
});
const Stops = z.object({ items: z.array(z.object({ profileId: z.string(), reason: z.string() })) });
const Mails = z.object({ items: z.array(z.object({ state: z.string() })) });

let running: Running;
let muster: Muster;
let crm: WebhookConnection;
beforeAll(async () => {
  running = await startMuster({ sample: false });
  muster = running.muster;
  crm = await muster.connect("CRM");
});
afterAll(() => running.stop());

async function becomes(id: string, tier: string, email = `${id}@acme.test`): Promise<void> {
  const data = { object: "contact", id, email, attributes: { tier, firstname: id } };
  const timestamp = new Date().toISOString();
  await muster.send(crm, { type: "profile.changed", timestamp, data });
  await muster.idle();
}

async function sent() {
  const answer = await fetch(`${muster.url}/local/mails`);
  return Sent.parse(await answer.json()).items;
}

async function mailsTo(address: string): Promise<number> {
  return (await sent()).filter(({ to }) => to.includes(address)).length;
}

describe("a notification by e-mail", () => {
  let program: string;
  beforeAll(async () => {
    await becomes("ann", "Gold");
    const gold = await muster.segment("Gold", where("tier", "=", "Gold"));
    const made = await muster.call("POST", "/api/v1/programs", {
      kind: "notification",
      name: "Welcome",
      owner: "Priya",
      include: [gold.id],
      about: "entering",
      email: {
        to: "members",
        subject: "Welcome, {{person.firstname}}",
        text: "You are {{person.tier}}.",
      },
    });
    program = Made.parse(await made.json()).id;
    await muster.idle();
  });

  it("reaches who is in and who enters, and shows on the program", async () => {
    await becomes("bo", "Gold");
    const mails = await sent();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [["bo@acme.test"], "Welcome, bo"],
      [["ann@acme.test"], "Welcome, ann"],
    ]);
    expect(mails[0]?.text).toContain("You are Gold.");
    const told = Mails.parse(await muster.read(`/api/v1/programs/${program}/mails`));
    expect(told.items.map(({ state }) => state)).toEqual(["sent", "sent"]);
  });

  it("is stopped by the one click of a mail program, which opening the link is not", async () => {
    const mail = (await sent()).find(({ to }) => to.includes("ann@acme.test"));
    const link = /<(.+)>/.exec(mail?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
    const opened = await fetch(link);
    expect([opened.status, opened.headers.get("content-type")]).toEqual([
      200,
      "text/html; charset=utf-8",
    ]);
    expect(await opened.text()).toContain("<form");
    const stopsNow = async () => Stops.parse(await muster.read("/api/v1/mail-stops")).items;
    expect(await stopsNow()).toEqual([]);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    expect((await fetch(link, { method: "POST", body })).status).toBe(200);
    expect(await stopsNow()).toMatchObject([{ reason: "unsubscribed" }]);
    await becomes("ann", "Tin");
    await becomes("ann", "Gold");
    expect(await mailsTo("ann@acme.test")).toBe(1);
    const [stop] = await stopsNow();
    const lifted = await muster.call("DELETE", `/api/v1/mail-stops/${stop?.profileId}`);
    expect(lifted.status).toBe(204);
    await becomes("ann", "Tin");
    await becomes("ann", "Gold");
    expect(await mailsTo("ann@acme.test")).toBe(2);
  });

  it("is written no more to a mailbox that is not there", async () => {
    const address = "bounce@simulator.amazonses.com";
    await becomes("cy", "Gold", address);
    await becomes("cy", "Tin", address);
    await becomes("cy", "Gold", address);
    expect(await mailsTo(address)).toBe(1);
  });

  it.each([
    ["/email/text", { text: "{{firstname}}" }, {}],
    ["/email/to", { to: "somebody" }, {}],
    ["/owner", { to: "owner" }, {}],
    ["/url", {}, { url: "https://acme.test/hook" }],
  ])("says at %s what is wrong", async (pointer, email, more) => {
    const [{ id } = { id: "" }] = await muster.segments();
    const answer = await muster.call("POST", "/api/v1/programs", {
      kind: "notification",
      name: "Wrong",
      owner: "Priya",
      include: [id],
      about: "entering",
      email: { to: "members", subject: "Welcome", text: "You are in.", ...email },
      ...more,
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ pointer });
  });
});
