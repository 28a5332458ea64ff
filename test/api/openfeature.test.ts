import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { crm, set, where } from "../flow/messages.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(async () => {
  await OpenFeature.close();
  await database.stop();
});

const address = "https://muster.test";

/** The requests of OpenFeature's own provider, answered by Muster. */
function answeredBy(client: Client): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;
    const reply = await client.call(request.method, path, { text: await request.text() });
    const body = reply.text === "" ? null : reply.text;
    return new Response(body, { status: reply.status, headers: { ...reply.headers } });
  };
}

it("gates a portal that asks through OpenFeature", async () => {
  const here = world("openfeature");
  const person = (id: string, tier: string) => set(id, { tier, email: `${id}@acme.test` });
  await here.apply(crm.says(person("ann", "Gold"), person("bo", "Silver")));
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const client = await Client.of(here);
  await client.post("/api/v1/programs", {
    name: "Deal desk",
    owner: "Priya",
    include: [gold.id],
    kind: "grant",
    resource: { type: "portal-tab", id: "deal-desk" },
  });

  const fetchImplementation = answeredBy(client);
  const provider = new OFREPProvider({ baseUrl: address, fetchImplementation });
  await OpenFeature.setProviderAndWait("portal", provider);
  const portal = OpenFeature.getClient("portal");
  const shown = (targetingKey: string) =>
    portal.getBooleanDetails("portal-tab:deal-desk", false, { targetingKey });

  expect(await shown("email:ann@acme.test")).toMatchObject({
    value: true,
    reason: "TARGETING_MATCH",
    flagMetadata: { program: "Deal desk" },
  });
  // What is not granted does not exist: the portal's own default counts.
  expect(await shown("email:bo@acme.test")).toMatchObject({
    value: false,
    errorCode: "FLAG_NOT_FOUND",
  });
});
