import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  contact,
  type Muster,
  type Running,
  startMuster,
  type WebhookConnection,
  where,
} from "../system/running.ts";

let running: Running;
let muster: Muster;
let crm: WebhookConnection;
beforeAll(async () => {
  running = await startMuster({ sample: false });
  muster = running.muster;
  crm = await muster.connect("CRM");
});
afterAll(() => running.stop());

const Leaving = z.object({ items: z.array(z.object({ leavesAt: z.string() })) });

async function travel(to: { advance: string } | { now: string }): Promise<void> {
  const answer = await muster.call("POST", "/local/clock", to);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await muster.idle();
}

async function tell(...events: readonly object[]): Promise<void> {
  const answer = await muster.send(crm, events);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await muster.idle();
}

async function edit(path: string, body: object): Promise<void> {
  const answer = await muster.call("PATCH", path, body);
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  await muster.idle();
}

describe("designing segments that last", () => {
  it("Plan for the edge: who falls out has a grace, and is listed before it ends", async () => {
    const { id } = await muster.segment("Certified", where("certified", "=", true));
    const path = `/api/v1/segments/${id}`;
    await edit(path, { exitGrace: "P14D", exitLeads: ["P7D"] });
    await tell(contact("ann", { certified: true }), contact("bob", { certified: true }));
    await tell(contact("bob", { certified: false }));
    expect(await muster.members(id)).toHaveLength(2);
    const soon = Leaving.parse(await muster.read(`${path}/members?leavesBefore=P30D`));
    expect(soon.items).toHaveLength(1);
    const at = soon.items[0]?.leavesAt ?? "";
    await travel({ now: at });
    expect(await muster.members(id)).toHaveLength(1);
    expect((await muster.transitions(id)).at(-1)).toMatchObject({
      kind: "exited",
      at,
      cause: { kind: "change", attribute: "certified" },
    });
  });

  it("Version, don't overwrite: a candidate is compared, promoted and rolled back", async () => {
    await tell(contact("cid", { tier: "Gold" }), contact("dan", { tier: "Silver" }));
    const { id } = await muster.segment("Tier", where("tier", "=", "Gold"));
    const path = `/api/v1/segments/${id}`;
    expect((await muster.call("PATCH", path, { rule: where("tier", "null") })).status).toBe(422);
    const rule = where("tier", "=", "Silver");
    await muster.call("POST", `${path}/versions`, { rule, reason: "Silver is next" });
    const condition = 'tier is "Gold"';
    expect(await muster.read(`${path}/versions/2/comparison`)).toMatchObject({
      exact: true,
      enter: { count: 1, reasons: [{ condition, count: 1 }] },
      leave: { count: 1, reasons: [{ condition: 'tier is "Silver"', count: 1 }] },
    });
    await muster.call("POST", `${path}/versions/2/promote`);
    await muster.idle();
    const [silver] = await muster.members(id);
    await muster.call("POST", `${path}/versions/1/promote`, { reason: "Rolled back" });
    await muster.idle();
    const members = await muster.members(id);
    expect(members).toHaveLength(1);
    expect(members[0]?.profileId).not.toBe(silver?.profileId);
    expect(await muster.read(`${path}/history`)).toMatchObject({
      items: [
        { kind: "live", version: 1 },
        { kind: "promoted", version: 1, actor: "Local administrator", reason: "Rolled back" },
        {},
        {},
        { kind: "version-added", version: 2, reason: "Silver is next" },
        {},
        {},
      ],
    });
  });

  it("Document the owner: nobody makes a segment without one, who is asked to review it", async () => {
    const { id } = await muster.segment("Owned", where("tier", "notNull"));
    const path = `/api/v1/segments/${id}`;
    expect((await muster.call("PATCH", path, { owner: " " })).status).toBe(422);
    await edit(path, { reviewEvery: "P90D" });
    await travel({ advance: "P91D" });
    const warnings = [expect.stringContaining("Ann was to review it by")];
    expect(await muster.read(path)).toMatchObject({ warnings });
    await muster.call("POST", `${path}/reviews`, { reason: "Still right" });
    expect(await muster.read(path)).toMatchObject({ warnings: [] });
  });
});

describe("anti-patterns to avoid", () => {
  it("Creating segments without owners: those of somebody who has left are found", async () => {
    const refused = await muster.call("POST", "/api/v1/segments", {
      name: "Orphan",
      object: "contact",
      rule: where("tier", "=", "Gold"),
    });
    expect(refused.status).toBe(422);
    const { id } = await muster.segment("Left behind", where("tier", "=", "Gold"));
    await edit(`/api/v1/segments/${id}`, { owner: "Priya Kapoor" });
    const found = await muster.read("/api/v1/segments/health?formerOwners=Priya%20Kapoor");
    const findings = expect.arrayContaining([expect.objectContaining({ kind: "orphaned" })]);
    const item = expect.objectContaining({ segmentId: id, findings });
    expect(found).toMatchObject({ items: expect.arrayContaining([item]) });
  });

  it("Letting segments outlive their programs: an end empties it, and admits nobody", async () => {
    await tell(contact("eve", { launch: "Q4" }));
    const { id } = await muster.segment("Q4 launch", where("launch", "=", "Q4"));
    const at = "2097-01-01T00:00:00.000Z";
    await edit(`/api/v1/segments/${id}`, { retireAt: "2097-01-01" });
    expect(await muster.members(id)).toHaveLength(1);
    await travel({ now: at });
    await tell(contact("fay", { launch: "Q4" }));
    expect(await muster.segmentNow(id)).toMatchObject({ state: "retired", size: 0 });
    const told = await muster.transitions(id);
    expect(told.slice(1)).toMatchObject([{ kind: "exited", at, cause: { kind: "rule" } }]);
  });
});
