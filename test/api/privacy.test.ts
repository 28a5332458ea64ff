import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { crm, did, prm, set, where } from "../flow/messages.ts";
import { audience, program } from "../flow/programs.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const ExportPage = z.object({
  profile: z.object({}).optional(),
  told: z
    .array(z.object({ values: z.object({ note: z.string().default("") }).prefault({}) }))
    .default([]),
  segments: z.array(z.object({ segmentId: z.string() })),
  cursor: z.string().optional(),
});

async function known(name: string) {
  const here = world(name);
  const client = await Client.of(here);
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  here.now += 60_000;
  await here.apply(crm.says(set("1", { email: "zoe@acme.test", tier: "Gold" })));
  await here.apply(crm.says(did("1", "login", here.now - 1_000)));
  await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
  await here.settle();
  const { id } = (await client.get("/api/v1/profiles?key=crm:1")).json;
  return { here, client, gold, id, path: `/api/v1/profiles/${id}` };
}

/** So many changes told one after the other, each with a long text behind its number. */
function notes(from: number, count: number, text: string) {
  return Array.from({ length: count }, (_, at) => ({
    field: "attributes",
    key: `entry ${at}`,
    at: from + at,
    connectionId: "crm",
    recordId: "1",
    value: null,
    values: { note: `${at} ${text}` },
  }));
}

describe("the export of a person", () => {
  it("has values with their sources, what was told before, behaviours, and every turn", async () => {
    const { client, gold, path } = await known("export");
    const { status, json } = await client.get(`${path}/export`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      profile: { attributes: { tier: { value: "Silver", source: "crm" } } },
      segments: [{ segmentId: gold.id, turns: [{ kind: "entered" }, { kind: "exited" }] }],
    });
    expect(json.told).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: "behaviour:login", connection: "crm", recordId: "1" }),
        expect.objectContaining({ values: { email: "zoe@acme.test", tier: "Gold" } }),
        expect.objectContaining({ values: { tier: "Silver" } }),
      ]),
    );
    expect(json.cursor).toBeUndefined();
  });

  it("of somebody much is told of comes page by page, everything once", async () => {
    const { here, client, gold, id, path } = await known("export of much");
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    const entries = notes(here.now, 40, "é".repeat(100_000));
    await here.storage.history.append([{ key, entries }]);
    here.now += 1_000;
    const told: string[] = [];
    const segments: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const query: string = cursor === undefined ? "" : `?cursor=${cursor}`;
      const { text } = await client.get(`${path}/export${query}`);
      const page = ExportPage.parse(JSON.parse(text));
      expect(Buffer.byteLength(text)).toBeLessThan(6_000_000);
      expect(page.profile === undefined).toBe(pages > 0);
      for (const { values } of page.told) told.push(values.note.split(" ")[0] ?? "");
      segments.push(...page.segments.map(({ segmentId }) => segmentId));
      cursor = page.cursor;
      pages += 1;
    } while (cursor !== undefined);
    expect(pages).toBeGreaterThan(2);
    expect(told.filter(Boolean)).toEqual(entries.map((_, at) => String(at)));
    expect(segments).toEqual([gold.id]);
  });

  it("skips nothing where what was shown already is forgotten between two pages", async () => {
    const { here, client, id, path } = await known("forgotten meanwhile");
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    const entries = notes(here.now, 30, "-".repeat(100_000));
    await here.storage.history.append([{ key, entries }]);
    here.now += 1_000;
    const first = ExportPage.parse((await client.get(`${path}/export`)).json);
    await here.storage.history.remove(key, entries.slice(0, 3));
    const query = `?cursor=${first.cursor}`;
    const second = ExportPage.parse((await client.get(`${path}/export${query}`)).json);
    const shown = [first, second].flatMap(({ told }) =>
      told.flatMap(({ values }) => values.note.split(" ")[0] || []),
    );
    expect(shown.slice(0, 20)).toEqual(entries.slice(0, 20).map((_, at) => String(at)));
  });

  it("skips nothing of what one merge brought that had been told twice before", async () => {
    const { here, client, id, path } = await known("told twice before");
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    const entries = Array.from({ length: 20 }, (_, time) => ({
      field: "attributes",
      key: "the same entry",
      at: here.now,
      connectionId: "crm",
      recordId: "1",
      value: null,
      values: { note: `${time} ${"-".repeat(100_000)}` },
      recordedAt: here.now + 1_000,
      inherited: [{ from: "another profile", recordedAt: here.now + time }],
    }));
    await here.storage.history.append([{ key, entries }]);
    here.now += 1_000;
    const first = ExportPage.parse((await client.get(`${path}/export`)).json);
    const query = `?cursor=${first.cursor}`;
    const second = ExportPage.parse((await client.get(`${path}/export${query}`)).json);
    const shown = [first, second].flatMap(({ told }) =>
      told.flatMap(({ values }) => values.note.split(" ")[0] || []),
    );
    expect(shown).toEqual(entries.map((_, time) => String(time)));
  });

  it("has what programs did too", async () => {
    const { here, client, gold, path } = await known("driven");
    const { program: made } = await program(here, {
      ...audience(here, [gold]),
      kind: "certificate",
      certificate: "Gold partner",
      onExit: "keep",
    });
    await here.apply(crm.says(set("1", { tier: "Gold" }, 2)));
    await here.settle();
    expect((await client.get(`${path}/export`)).json.segments).toContainEqual(
      expect.objectContaining({ segmentId: made.id, turns: [expect.any(Object)] }),
    );
  });
});

describe("an erasure that was asked for", () => {
  it("takes everything, and stays until an admin lifts it", async () => {
    const { here, client, id, path } = await known("asked");
    expect(await client.post(`${path}/erasure`, {})).toMatchObject({ status: 202 });
    await here.settle();
    const gone = (await client.get(path)).json;
    expect(gone).toMatchObject({ deleted: true, attributes: {}, identities: [] });
    expect((await client.get(`${path}/export`)).json).toMatchObject({ told: [], refused: [] });
    await here.apply(prm.says(set("7", { email: "zoe@acme.test", tier: "Gold" }, 9)));
    await here.settle();
    expect((await client.get("/api/v1/profiles?key=prm:7")).json).toMatchObject({
      id,
      deleted: true,
    });
    expect(await client.call("DELETE", `${path}/erasure`)).toMatchObject({ status: 200 });
    await here.apply(prm.says(set("7", { email: "zoe@acme.test", tier: "Gold" }, 10)));
    await here.settle();
    const back = (await client.get("/api/v1/profiles?key=email:zoe@acme.test")).json;
    expect(back).toMatchObject({ deleted: false, attributes: { tier: { value: "Gold" } } });
    expect(await client.call("DELETE", `${path}/erasure`)).toMatchObject({ status: 409 });
  });
});

describe("a suppressing attribute", () => {
  it("is declared, shown, explained and ended over the API", async () => {
    const { here, client, gold, path } = await known("suppressing");
    const law = { attribute: "optedOut", when: [true] };
    const url = "/api/v1/suppression/contact";
    expect(await client.get(url)).toMatchObject({ status: 404 });
    expect(await client.call("PUT", url, { body: law })).toMatchObject({ status: 200, json: law });
    await here.settle();
    await here.apply(crm.says(set("1", { tier: "Gold", optedOut: true }, 5)));
    await here.settle();
    const suppressedSince = new Date(here.now).toISOString();
    const explanation = await client.get(`${path}/segments/${gold.id}/explanation`);
    expect(explanation.json).toMatchObject({ member: false, matches: true, suppressedSince });
    expect((await client.get(path)).json).toMatchObject({ suppressedSince, memberships: [] });
    expect(await client.call("DELETE", url)).toMatchObject({ status: 204 });
    await here.settle();
    expect(await here.members(gold)).toHaveLength(1);
  });

  it("needs values, and an attribute that can be one", async () => {
    const { client } = await known("refused-laws");
    const put = (body: object) => client.call("PUT", "/api/v1/suppression/contact", { body });
    expect(await put({ attribute: "optedOut" })).toMatchObject({ status: 422 });
    expect(await put({ attribute: "behaviours", when: [true] })).toMatchObject({ status: 422 });
  });
});
