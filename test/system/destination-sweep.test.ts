import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { LocalMuster } from "../../infra/local/replay/local-muster.ts";
import { PortalSystem } from "../portal-system.ts";

let portal: PortalSystem;
let muster: LocalMuster;
beforeAll(async () => {
  portal = await PortalSystem.start({ companies: 20, contactsEach: 10 });
  muster = new LocalMuster(portal.system.url, portal.system.token);
});
afterAll(() => portal[Symbol.asyncDispose]());

const Lists = z.object({ items: z.array(z.object({ listId: z.string(), name: z.string() })) });

/** What a user of the portal does to a list by hand. */
async function edit(name: string, change: { add: string[]; remove: string[] }): Promise<void> {
  const address = `${portal.sandbox.url}/sandbox/lists`;
  const { items } = Lists.parse(await (await fetch(address)).json());
  const list = items.find((each) => each.name.endsWith(name));
  const body = JSON.stringify(change);
  const { ok } = await fetch(`${address}/${list?.listId}`, { method: "POST", body });
  if (!ok) throw new Error(`The sandbox has no list "${name}".`);
}

describe("a list that others edit", () => {
  it("is as it should be after one sweep, which says what it found", async () => {
    const connection = await portal.connect();
    await portal.listedSegment(connection, "Gold", {
      combinator: "and",
      rules: [{ field: "partner_tier", operator: "=", value: "Gold" }],
    });
    await muster.idle();
    const gold = portal.selected("partner_tier", "Gold");
    expect(await portal.listed("Gold")).toEqual(gold);
    const [one = "", two = ""] = gold;
    const [stranger = ""] = portal.selected("partner_tier", "Silver");
    await edit("Gold", { add: [stranger], remove: [one, two] });
    // What was pushed within the last minute is not judged.
    await portal.call("/local/clock", { advance: "PT2M" });
    const path = `/api/v1/connections/${connection}/sweeps`;
    await portal.call(path, {});
    await muster.idle();
    expect(await portal.listed("Gold")).toEqual(gold);
    expect(await portal.call(path)).toMatchObject({
      items: [{ state: "done", missing: 2, surplus: 1 }],
    });
  });
});
