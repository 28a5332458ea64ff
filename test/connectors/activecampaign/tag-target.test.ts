import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PushRecord } from "../../../shared/connectors/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { AuthenticationError, SetupError } from "../../../shared/runtime/errors.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { lineTo } from "../line-to.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const tags = targetOf("activecampaign-tag");
const bare = sampleDestination("activecampaign-tag", { segmentName: "Gold & more" });

async function account() {
  const sandbox = await runSandbox({});
  const line = await lineTo(sandbox.url);
  const connection = sampleConnection({
    kind: "activecampaign",
    apiKey: sandbox.keys.activecampaign,
    baseUrl: `${line.url}/activecampaign`,
  });
  const destination = { ...bare, ...(await tags.prepare(bare, connection)) };
  const request = { destination, connection, now: Date.now() };
  return {
    line,
    request,
    push: (add: readonly PushRecord[], remove: readonly PushRecord[] = []) =>
      tags.push({ ...request, add, remove }),
    async close() {
      await line[Symbol.asyncDispose]();
      await sandbox.close();
    },
  };
}

let here: Awaited<ReturnType<typeof account>>;
beforeEach(async () => {
  here = await account();
});
afterEach(() => here.close());

function person(name: string): PushRecord {
  return samplePush(name, { email: `${name}@acme.test` });
}

async function present(): Promise<string[]> {
  const keys: string[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const page = await tags.members?.page(here.request, cursor);
    keys.push(...(page?.keys ?? []));
    cursor = page?.next;
  }
  return keys;
}

describe("an ActiveCampaign tag", () => {
  it("is found again, never made twice", async () => {
    const { connection, destination } = here.request;
    expect((await tags.prepare(bare, connection)).listId).toBe(destination.listId);
    const other = { ...bare, segmentName: "Gold" };
    expect((await tags.prepare(other, connection)).listId).not.toBe(destination.listId);
  });

  it("is awaited by its budget before each request but the first", async () => {
    let spent = 0;
    const spend = async () => {
      spent += 1;
    };
    const before = here.line.passages.length;
    const add = [person("ann"), person("ben")];
    await tags.push({ ...here.request, add, remove: [person("cleo")], spend });
    expect(spent).toBe(here.line.passages.length - before - 1);
    const swept = here.line.passages.length;
    spent = 0;
    const strangers = add.flatMap(({ email }) => email ?? []);
    await tags.members?.strangers?.remove({ ...here.request, spend }, strangers);
    expect(spent).toBe(here.line.passages.length - swept - 1);
    expect(spent).toBeGreaterThan(strangers.length);
  });

  it("reads its contacts page by page, in an order that stays", async () => {
    const people = Array.from({ length: 203 }, (_, index) => person(`p${1_000 + index}`));
    for (let start = 0; start < people.length; start += 50)
      await here.push(people.slice(start, start + 50));
    const names = await present();
    expect(names).toEqual(people.map(({ email }) => email));
    await tags.members?.strangers?.remove(here.request, names.slice(1));
    expect(await present()).toEqual(["p1000@acme.test"]);
  });

  it("that somebody deleted says so, to pushes and to sweeps", async () => {
    const gone = { ...here.request, destination: { ...bare, listId: "999" } };
    const pushing = tags.push({ ...gone, add: [person("ann")], remove: [] });
    await expect(pushing).rejects.toThrow(/tag 999.* no longer exists/);
    await expect(tags.members?.page(gone, undefined)).rejects.toBeInstanceOf(SetupError);
  });

  it("of an account that is not paid for, or whose key is void, says what to do", async () => {
    here.line.disturb(() => ({ status: 402, json: {} }));
    await expect(here.push([person("ann")])).rejects.toMatchObject({ remedy: /Settle/ });
    here.line.disturb(() => ({ status: 403, json: { message: "No." } }));
    await expect(here.push([person("ann")])).rejects.toBeInstanceOf(AuthenticationError);
  });
});
