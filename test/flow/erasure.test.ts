import { inflateRawSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { unbindDestination } from "../../shared/flow/bind-destination.ts";
import { declareKey } from "../../shared/flow/declare-attribute.ts";
import { profileByKey, within } from "../../shared/flow/look-up-profile.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { courseOf } from "./academy.ts";
import { crm, deleted, did, merged, prm, set, where } from "./messages.ts";
import { worksAt } from "./related-messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

function erased(recordId: string, minute: number): Change {
  return { ...deleted(recordId, minute), body: { kind: "erasure" } };
}

/** Every item of the workspace in every table as text, what is packed unpacked. */
async function everything(here: World): Promise<string> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  const texts: string[] = [];
  for (const TableName of ["profiles", "views", "registry"]) {
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await client.send(new ScanCommand({ TableName, ExclusiveStartKey }));
      for (const item of page.Items ?? [])
        if (String(item["pk"]).startsWith(`${here.workspaceId}#`)) texts.push(textOf(item));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
  }
  return texts.join("\n");
}

function textOf(item: Record<string, unknown>): string {
  const { packed } = item;
  const inside = packed instanceof Uint8Array ? inflateRawSync(packed).toString("utf8") : "";
  return JSON.stringify(item) + inside;
}

const ann = { email: "zoe@acme.test", name: "Ann Ashgrove", tier: "Gold" };
const personal = ["zoe@acme.test", "ashgrove", "record-4711", "record-0815"];

async function known(name: string): Promise<World> {
  const here = world(name);
  await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  await here.apply(crm.says(set("record-4711", ann), worksAt("record-4711", "acme")));
  await here.apply(crm.says(did("record-4711", "login", here.now - 60_000)));
  await here.settle();
  // Joins by e-mail, and has a history of its own.
  await here.apply(prm.says(set("record-0815", { tier: "Silver" }, -5)));
  await here.settle();
  await here.apply(
    prm.says(set("record-0815", { email: "Zoe@acme.test", name: "A. Ashgrove" }, 1)),
  );
  await here.settle();
  return here;
}

async function traces(here: World): Promise<string[]> {
  const text = (await everything(here)).toLowerCase();
  return personal.filter((each) => text.includes(each));
}

describe("an erasure", () => {
  it("leaves nothing of the person in any table, and who was in what still counts", async () => {
    const here = await known("erasing");
    expect(await traces(here)).toEqual(personal);
    await here.apply(crm.says(erased("record-4711", 9)));
    await here.settle();
    expect(await traces(here)).toEqual([]);
    const [gold] = await here.storage.segments.all(here.workspaceId);
    if (gold === undefined) throw new Error("there is no segment");
    expect((await here.transitions(gold)).map(({ kind }) => kind)).toEqual(["entered", "exited"]);
    expect(await here.size(gold)).toBe(0);
  });

  it("is not undone by later events, of whatever source and record", async () => {
    const here = await known("later");
    await here.apply(crm.says(erased("record-4711", 9)));
    await here.settle();
    await here.apply(crm.says(set("record-4711", ann, 20)));
    await here.apply(prm.says(set("record-0815", ann, 21)));
    await here.apply(prm.says(set("record-9999", { email: " ZOE@acme.test ", name: "Ann" }, 22)));
    await here.settle();
    expect(await traces(here)).toEqual([]);
    const found = await profileByKey(
      here.context,
      within(here.workspaceId, "contact"),
      "prm:record-9999",
    );
    expect(found?.cells).toEqual({});
    // Somebody else is somebody else.
    await here.apply(prm.says(set("record-7777", { email: "bob@acme.test" }, 23)));
    const bob = await profileByKey(
      here.context,
      within(here.workspaceId, "contact"),
      "email:bob@acme.test",
    );
    expect(bob?.records).toHaveLength(1);
  });

  it("meets whoever claims the same identity at the same moment", async () => {
    const here = world("at-once");
    for (const round of [1, 2, 3, 4]) {
      await here.apply(
        crm.says(set(`record-4711-${round}`, { ...ann, email: `${round}zoe@acme.test` })),
      );
      await Promise.all([
        here.apply(crm.says(erased(`record-4711-${round}`, 9))),
        here.apply(
          prm.says(set(`record-0815-${round}`, { ...ann, email: `${round}zoe@acme.test` }, 8)),
        ),
      ]);
    }
    await here.settle();
    expect(await traces(here)).toEqual([]);
  });

  it("takes along whoever their source merges with the erased record", async () => {
    const here = world("merged");
    await here.apply(crm.says(set("record-4711", ann)));
    await here.apply(crm.says(set("record-0815", { ...ann, email: "z@acme.test" })));
    await here.settle();
    await here.apply(crm.says(erased("record-4711", 5)));
    await here.apply(crm.says(merged("record-0815", ["record-4711"], 6)));
    await here.apply(prm.says(set("record-0815", { ...ann, email: "z@acme.test" }, 9)));
    await here.settle();
    expect(await traces(here)).toEqual([]);
  });

  it.each([
    ["after a deletion", [deleted("record-4711", 8), erased("record-4711", 9)]],
    ["before a deletion", [erased("record-4711", 9), deleted("record-4711", 10)]],
  ])("holds %s", async (name, changes) => {
    const here = world(`order ${name}`.replaceAll(" ", "-"));
    await here.apply(crm.says(set("record-4711", ann)));
    await here.settle();
    for (const change of changes) {
      await here.apply(crm.says(change));
      await here.settle();
    }
    await here.apply(prm.says(set("record-0815", ann, 20)));
    await here.settle();
    expect(await traces(here)).toEqual([]);
  });

  it("holds for a declared key too, although it was given up before by a deletion", async () => {
    const here = world("by-key");
    const of = { workspaceId: here.workspaceId, object: "contact" as const };
    await declareKey(here.context, of, "partnerKey", true);
    await here.apply(crm.says(set("record-4711", { ...ann, partnerKey: "K-1" })));
    await here.settle();
    for (const change of [deleted("record-4711", 8), erased("record-4711", 9)]) {
      await here.apply(crm.says(change));
      await here.settle();
    }
    await here.apply(prm.says(set("record-0815", { name: ann.name, partnerKey: "K-1" }, 20)));
    await here.settle();
    expect(await traces(here)).toEqual([]);
  });
});

/** A learning system that people of the segment are enrolled at. */
async function push(here: World): Promise<void> {
  here.pushes.take();
  const messages = here.events
    .splice(0)
    .map(({ detailType, detail }) => PushMessage.parse({ "detail-type": detailType, detail }));
  await pushMemberships(here.context, "lms", messages);
}

describe("an erased member of a pushed segment", () => {
  it("is taken out there by name, and then its row is forgotten", async () => {
    const here = world("pushed");
    await using server = await recordingServer(() => ({ status: 201 }));
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const { id } = await courseOf(here, segment, server.url);
    await here.apply(crm.says(set("record-4711", ann)));
    await here.settle();
    await push(here);
    expect(await here.storage.pushes.some(here.workspaceId, id, 10)).toHaveLength(1);
    await here.apply(crm.says(erased("record-4711", 9)));
    await here.settle();
    await push(here);
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[1])).toContain("zoe");
    expect(await here.storage.pushes.some(here.workspaceId, id, 10)).toEqual([]);
    expect(await traces(here)).toEqual([]);
  });

  it("is forgotten at a destination that was removed, where nobody is taken out any more", async () => {
    const here = world("pushed-before");
    await using server = await recordingServer(() => ({ status: 201 }));
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const destination = await courseOf(here, segment, server.url);
    await here.apply(crm.says(set("record-4711", ann)));
    await here.settle();
    await push(here);
    await unbindDestination(here.context, destination);
    await here.apply(crm.says(erased("record-4711", 9)));
    await here.settle();
    await push(here);
    expect(server.requests).toHaveLength(1);
    expect(await here.storage.pushes.some(here.workspaceId, destination.id, 10)).toEqual([]);
    expect(await traces(here)).toEqual([]);
  });
});
