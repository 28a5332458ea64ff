import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contact, type Muster, type Running, startMuster, where } from "./running.ts";

let running: Running;
let muster: Muster;
beforeAll(async () => {
  running = await startMuster({ sample: false });
  muster = running.muster;
});
afterAll(() => running.stop());

function company(id: string, attributes: Record<string, unknown>) {
  const event = contact(id, attributes);
  return { ...event, data: { ...event.data, object: "company" } };
}

function worksAt(contactId: string, companyId: string) {
  return {
    type: "association.changed",
    timestamp: new Date().toISOString(),
    data: {
      from: { object: "contact", id: contactId },
      to: { object: "company", id: companyId },
      removed: false,
    },
  };
}

function some(field: string, value: unknown) {
  const match = { mode: "some" };
  return { combinator: "and", rules: [{ field, operator: "", match, value }] };
}

describe("a company that changes", () => {
  it("moves its contacts, and is moved by them, through the running system", async () => {
    const source = await muster.connect("CRM");
    const atGold = await muster.segment("At gold", some("company", where("tier", "=", "Gold")));
    const hasBuyer = await muster.segment(
      "Has a buyer",
      some("contacts", where("role", "=", "Buyer")),
      "company",
    );
    await muster.send(source, [worksAt("ann", "acme"), worksAt("bob", "acme")]);
    await muster.send(source, company("acme", { tier: "Gold" }));
    await muster.idle();
    expect(await muster.members(atGold.id)).toHaveLength(2);
    expect(await muster.members(hasBuyer.id)).toEqual([]);
    await muster.send(source, contact("ann", { role: "Buyer" }));
    await muster.send(source, company("acme", { tier: "Silver" }));
    await muster.idle();
    expect(await muster.members(atGold.id)).toEqual([]);
    expect(await muster.members(hasBuyer.id)).toHaveLength(1);
    expect((await muster.transitions(atGold.id)).at(-1)?.cause).toMatchObject({
      kind: "change",
      attribute: "company.tier",
    });
  });

  it("reaches more than a thousand contacts by their own lane", async () => {
    const source = await muster.connect("PRM");
    const segment = await muster.segment("Large", some("company", where("size", ">", 1_000)));
    const staff = Array.from({ length: 1_100 }, (_, at) => worksAt(`${at}`, "giant"));
    await muster.send(source, staff.slice(0, 600));
    await muster.send(source, staff.slice(600));
    await muster.idle();
    await muster.send(source, company("giant", { size: 1_100 }));
    await muster.idle();
    expect((await muster.segmentNow(segment.id)).size).toBe(1_100);
  });
});
