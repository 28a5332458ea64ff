import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import { ImportsQueueMessage } from "../../shared/contracts/import.ts";
import { readSource } from "../../shared/flow/read-source.ts";
import { askForMerged } from "../../shared/flow/reread-merged.ts";
import { Random } from "../segmentation/random.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import { SweptPortal } from "./swept-portal.ts";

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start({ companies: 3, contactsEach: 4 });
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

const merged = (recordId: string, ...mergedRecordIds: string[]) => ({
  object: "contact" as const,
  recordId,
  at: Date.now(),
  body: { kind: "merge" as const, mergedRecordIds },
});

/** A portal in which a value of the record that was merged away is newer than the one that stayed. */
async function portalWithMerge(name: string) {
  const portal = await SweptPortal.of(portals.world(name), sandbox);
  portal.disturb(new Random(1), 0, 0);
  const [winner = "", loser = ""] = sandbox.crm.records.all("contacts").map(({ id }) => id);
  sandbox.crm.change("contacts", winner, { jobtitle: `Stays in ${name}` });
  sandbox.crm.change("contacts", loser, { jobtitle: `Is newer in ${name}` });
  sandbox.crm.merge("contacts", winner, loser);
  await portal.hear();
  const { here, connection } = portal;
  return { portal, here, connection, winner, merge: merged(winner, loser) };
}

async function readAll(here: SweptPortal["here"]): Promise<void> {
  for (const body of here.imports.take())
    await readSource(here.context, ImportsQueueMessage.parse(body));
}

describe("records that the source merged others into", { timeout: 60_000 }, () => {
  it("hold what the source says that stayed, whatever is newer", async () => {
    const { portal, here, connection, winner, merge } = await portalWithMerge("own rules");
    expect(await portal.differing()).toEqual([winner]);
    await askForMerged(here.context, connection, [merge]);
    await readAll(here);
    await here.settle();
    expect(await portal.differing()).toEqual([]);
  });

  it("are read once what was on its way has arrived, and say what is known no more", async () => {
    const { here, connection, winner, merge } = await portalWithMerge("later");
    await askForMerged(here.context, connection, [merge, merge]);
    const { workspaceId } = here;
    const body = {
      workspaceId,
      connectionId: connection.id,
      object: "contact",
      recordIds: [winner],
    };
    expect(here.imports.messages).toEqual([
      { body, group: workspaceId, delaySeconds: 300, dueAt: here.now + 300_000 },
    ]);
    await readAll(here);
    await here.settle();
    await askForMerged(here.context, connection, [merge]);
    await readAll(here);
    expect(here.changes.messages).toEqual([]);
  });

  it("are not read where nothing was merged, or the source's word of a merge says all", async () => {
    const { here, connection } = await portalWithMerge("nothing");
    const change = { ...merged("1"), body: { kind: "deletion" as const } };
    await askForMerged(here.context, connection, [change]);
    const other: Connection = { ...connection, kind: "webhook" };
    await askForMerged(here.context, other, [merged("1", "2")]);
    expect(here.imports.messages).toEqual([]);
  });

  it("are left to the sweep that comes with connecting again, where access was lost", async () => {
    const { portal, here, connection, winner, merge } = await portalWithMerge("without access");
    await askForMerged(here.context, connection, [merge]);
    const { connections } = here.storage;
    const stored = await connections.get(here.workspaceId, connection.id);
    if (stored === undefined) throw new Error("The connection was not kept.");
    await connections.write({ ...stored, state: "reconnect-needed" });
    await readAll(here);
    await here.settle();
    expect(await portal.differing()).toEqual([winner]);
  });
});
