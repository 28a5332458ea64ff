import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { requestsOf } from "./count-requests.ts";
import { crm, prm, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const records = Array.from({ length: 40 }, (_, position) => String(position));
const withMail = (recordId: string) => set(recordId, { email: `p${recordId}@acme.test` }, 1);

async function profileOf(here: World, connectionId: string, recordId: string) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  const found = await here.storage.profiles.read([{ workspaceId, object: "contact", id }]);
  return found.get(id);
}

describe("many records that nobody knew", () => {
  it("are written several at once, each with its e-mail", async () => {
    const here = world("newcomers");
    // The root, the profiles, who holds the e-mails, and four transactions.
    const requests = await requestsOf(() => here.apply(crm.says(...records.map(withMail))));
    expect(requests).toBeLessThanOrEqual(7);
    for (const recordId of records)
      expect(await profileOf(here, "crm", recordId)).toMatchObject({
        revision: 1,
        claims: [`email:p${recordId}@acme.test`],
      });
  });

  it("enter the segments they fit, and are heard of as if they came alone", async () => {
    const here = world("newcomers-enter");
    const rules = [{ field: "tier", operator: "=", value: "Gold" }];
    const gold = await here.segment({ name: "Gold", rule: { combinator: "and", rules } });
    const { entered } = await here.apply(
      crm.says(...records.map((id) => set(id, { email: `p${id}@acme.test`, tier: "Gold" }, 1))),
    );
    await here.settle();
    expect(entered).toBe(records.length);
    expect(await here.members(gold)).toHaveLength(records.length);
    expect(here.events).toHaveLength(records.length);
  });

  it("of one source with one e-mail are duplicates, whichever was written first", async () => {
    const here = world("newcomers-rivals");
    const rivals = records.map((id) => set(id, { email: `p${Number(id) % 20}@acme.test` }, 1));
    await here.apply(crm.says(...rivals));
    const profiles = await Promise.all(records.map((id) => profileOf(here, "crm", id)));
    const holders = profiles.filter((profile) => profile?.claims.length === 1);
    const beaten = profiles.filter((profile) => profile?.duplicateOf.length === 1);
    expect([holders.length, beaten.length]).toEqual([20, 20]);
  });

  it("join those whom another source knew by their e-mail", async () => {
    const here = world("newcomers-join");
    await here.apply(prm.says(withMail("7"), withMail("8")));
    await here.apply(crm.says(...records.map(withMail)));
    const known = await profileOf(here, "prm", "7");
    expect(known?.records.map((record) => record.connectionId).sort()).toEqual(["crm", "prm"]);
    expect((await profileOf(here, "crm", "7"))?.mergedInto).toBe(known?.id);
    expect((await profileOf(here, "crm", "9"))?.records).toHaveLength(1);
  });

  it("come again without effect", async () => {
    const here = world("newcomers-repeated");
    const message = crm.says(...records.map(withMail));
    await Promise.all([here.apply(message), here.apply(message)]);
    await here.apply(message);
    for (const recordId of records)
      expect(await profileOf(here, "crm", recordId)).toMatchObject({ revision: 1 });
  });
});
