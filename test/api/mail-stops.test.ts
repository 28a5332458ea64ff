import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { crm, merged, set } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

/** Ann and Bo wanted no more mails, then turned out to be one. */
async function joined(name: string) {
  const here = world(name);
  const { workspaceId, storage } = here;
  await here.apply(crm.says(set("ann", { name: "Ann" }), set("bo", { name: "Bo" })));
  const client = await Client.of(here);
  const idOf = async (key: string): Promise<string> =>
    (await client.get(`/api/v1/profiles?key=${key}`)).json.id;
  const [ann, bo] = [await idOf("crm:ann"), await idOf("crm:bo")];
  for (const profileId of [ann, bo])
    await storage.mails.stop({
      workspaceId,
      profileId,
      reason: "unsubscribed",
      programId: "prg_1",
      at: 0,
    });
  await here.apply(crm.says(merged("ann", ["bo"], 1)));
  return { client, ann, bo };
}

describe("a stop of e-mails", () => {
  it.each(["ann", "bo"] as const)(
    "is lifted by the id of %s, with those of whom theirs became one with",
    async (who) => {
      const { client, ...ids } = await joined(`lifted-by-${who}`);
      expect((await client.get("/api/v1/mail-stops")).json.items).toHaveLength(2);
      expect((await client.call("DELETE", `/api/v1/mail-stops/${ids[who]}`)).status).toBe(204);
      expect((await client.get("/api/v1/mail-stops")).json.items).toEqual([]);
      expect((await client.call("DELETE", `/api/v1/mail-stops/${ids[who]}`)).status).toBe(404);
    },
  );
});
