import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PushRecord } from "../../../shared/connectors/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { SetupError } from "../../../shared/runtime/errors.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { lineTo } from "../line-to.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const lists = targetOf("klaviyo-list");

async function account() {
  const sandbox = await runSandbox({});
  const line = await lineTo(sandbox.url);
  const connection = sampleConnection({
    kind: "klaviyo",
    apiKey: sandbox.keys.klaviyo,
    baseUrl: `${line.url}/klaviyo/`,
  });
  const prepared = await lists.prepare(sampleDestination("klaviyo-list"), connection);
  const request = {
    destination: sampleDestination("klaviyo-list", prepared),
    connection,
    now: Date.now(),
  };
  return {
    line,
    request,
    push: (add: readonly PushRecord[], remove: readonly PushRecord[] = []) =>
      lists.push({ ...request, add, remove }),
    present: async () => (await lists.members?.page(request, undefined))?.keys,
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

function person(name: string, id = name): PushRecord {
  return samplePush(id, { email: `${name}@acme.test` });
}

describe("a Klaviyo list", () => {
  it("knows people whatever the case of their address", async () => {
    await here.push([person("Ann")]);
    expect(await here.present()).toEqual(["ann@acme.test"]);
    await here.push([], [person("ANN")]);
    expect(await here.present()).toEqual([]);
  });

  it("makes nobody twice, and looks up many with few requests", async () => {
    const many = Array.from({ length: 90 }, (_, index) => person(`p${index}`));
    await here.push(many.slice(0, 10));
    const before = here.line.passages.length;
    await here.push(many.slice(0, 10), many.slice(10));
    const asked = here.line.passages.slice(before).map(({ method }) => method);
    expect(asked).toEqual(["GET", "GET", "GET", "POST"]);
  });

  it("keeps who is in by one profile and out by another of the same address", async () => {
    await here.push([person("ann", "one")], [person("ann", "other")]);
    expect(await here.present()).toEqual(["ann@acme.test"]);
  });

  it("follows somebody to a new address", async () => {
    await here.push([person("ann", "p1")]);
    await here.push([person("ann.roth", "p1")]);
    expect(await here.present()).toEqual(["ann.roth@acme.test"]);
  });

  it("loses strangers, and keeps everybody else", async () => {
    await here.push([person("ann"), person("ben")]);
    await lists.members?.strangers?.remove(here.request, ["ben@acme.test", "nobody@acme.test"]);
    expect(await here.present()).toEqual(["ann@acme.test"]);
  });

  it("that somebody deleted says so, and how to go on", async () => {
    await here.push([person("ann")]);
    const listId = "GONE";
    const gone = { ...here.request, destination: { ...here.request.destination, listId } };
    const pushing = lists.push({ ...gone, add: [person("ann")], remove: [] });
    await expect(pushing).rejects.toThrow(/list GONE.* no longer exists/);
    await expect(lists.members?.page(gone, undefined)).rejects.toBeInstanceOf(SetupError);
  });

  it("of which a profile vanished in between is pushed to again", async () => {
    await here.push([person("ann")]);
    here.line.disturb(({ method, path }) =>
      method === "POST" && path.includes("/relationships/") ? { status: 404, json: {} } : undefined,
    );
    await expect(here.push([person("ann")])).rejects.toMatchObject({ next: "retry" });
  });

  it("whose key lacks a scope says which are needed", async () => {
    const detail = "The API key does not have the required scope lists:write.";
    here.line.disturb(() => ({ status: 403, json: { errors: [{ detail }] } }));
    await expect(here.push([person("ann")])).rejects.toMatchObject({
      message: expect.stringContaining(detail),
      remedy: expect.stringContaining("lists:write"),
    });
  });
});
