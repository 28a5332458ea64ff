import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const orgId = "00DKd00000AbCdEMAV";

async function connected(here: World, accountId: string | undefined) {
  const id = `con_${here.workspaceId}`;
  const connection = await here.storage.connections.write({
    workspaceId: here.workspaceId,
    id,
    kind: "salesforce",
    name: "Field org",
    state: accountId === undefined ? "awaiting-grant" : "connected",
    rank: 1,
    createdAt: 0,
    secrets: ["secret-part"],
    propertyTypes: {},
    revision: 0,
    ...(accountId === undefined ? {} : { accountId }),
  });
  await here.storage.connections.pointTo(connection, `hook:${id}`);
  return id;
}

const message = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound"><OrganizationId>${orgId}</OrganizationId><SessionId xsi:nil="true"/><Notification><Id>04l</Id><sObject xsi:type="sf:Contact" xmlns:sf="urn:sobject.enterprise.soap.sforce.com"><sf:Id>003Kd00000AbCdEIAV</sf:Id><sf:Title>Boss</sf:Title></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>`;

function send(here: World, address: string, body = message) {
  return acceptWebhook(here.context, address, {
    method: "POST",
    url: `https://muster.test/hooks/${address}`,
    headers: { "content-type": "text/xml" },
    body: Buffer.from(body),
  });
}

describe("an outbound message", () => {
  it("of the connection's own org is taken and acknowledged, each time it comes", async () => {
    const here = world("own");
    const id = await connected(here, orgId);
    for (let time = 0; time < 2; time += 1) {
      const accepted = await send(here, `salesforce/${id}/secret-part`);
      expect(accepted).toMatchObject({ status: 200, changes: 1 });
      expect(accepted.acknowledgement?.body).toContain("<Ack>true</Ack>");
    }
    await here.settle();
    const counted = await here.storage.counters.get(here.workspaceId, id);
    expect(counted).toMatchObject({ events: 1, changes: 1, lastReceivedAt: here.now });
  });

  it("of another org, or before there is one, is refused with nothing taken", async () => {
    const here = world("other");
    const id = await connected(here, "00DKd00000AbCdFMAV");
    const refused = { status: 401, title: "Another account" };
    await expect(send(here, `salesforce/${id}/secret-part`)).rejects.toMatchObject(refused);
    const early = world("early");
    const waiting = await connected(early, undefined);
    await expect(send(early, `salesforce/${waiting}/secret-part`)).rejects.toMatchObject(refused);
    expect([...here.changes.take(), ...early.changes.take()]).toEqual([]);
  });

  it("without the address's secret part is refused before it is read", async () => {
    const here = world("secret");
    const id = await connected(here, orgId);
    for (const address of [`salesforce/${id}`, `salesforce/${id}/wrong`, `salesforce/${id}/`])
      await expect(send(here, address, "not XML")).rejects.toMatchObject({ status: 401 });
    await expect(send(here, "salesforce/con_none/secret-part")).rejects.toMatchObject({
      status: 404,
    });
    await expect(send(here, "salesforce")).rejects.toMatchObject({ status: 404 });
  });

  it("that cannot be read is refused, so that its sender shows it to its admin", async () => {
    const here = world("unreadable");
    const id = await connected(here, orgId);
    const unreadable = send(here, `salesforce/${id}/secret-part`, "<a/>");
    await expect(unreadable).rejects.toMatchObject({ status: 400 });
  });
});
