import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signedHeaders } from "../../shared/connectors/webhook/signature.ts";
import { ChangesMessage } from "../../shared/contracts/change.ts";
import { acceptWebhook } from "../../shared/flow/accept-webhook.ts";
import { World } from "../flow/world.ts";
import type { TestDatabase } from "../test-database.ts";
import { Client } from "./client.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const mapping =
  'type = "ping" ? undefined : {"type": "profile.changed", "timestamp": $instant(at), "data": {"object": "contact", "id": $string(user.id), "attributes": {"tier": user.tier}}}';
const payload = { at: "2026-11-22 09:00:00", user: { id: 7, tier: "Gold" } };
const event = {
  type: "profile.changed",
  timestamp: "2026-11-22T09:00:00.000Z",
  data: { object: "contact", id: "7", attributes: { tier: "Gold" } },
};

async function connected(name: string, body: object) {
  const here = world(name);
  const client = await Client.of(here);
  const made = await client.post("/api/v1/connections", { kind: "webhook", name: "LMS", ...body });
  const path = `/api/v1/connections/${made.json.id}`;
  const { url, id, secret } = made.json;
  const deliver = (headers: Record<string, string>, text: string, to: string = url) =>
    acceptWebhook(here.context, new URL(to).pathname.replace("/hooks/", ""), {
      method: "POST",
      url: to,
      headers,
      body: Buffer.from(text),
    });
  const send = (content: unknown) => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    return deliver(signedHeaders(secret, "msg", text), text);
  };
  const changes = () =>
    here.changes.take().flatMap((message) => ChangesMessage.parse(message).changes);
  return { client, made, path, id, deliver, send, changes };
}

describe("a connection with a mapping", () => {
  it("takes its source's own payload; what the mapping passes over is counted", async () => {
    const { client, path, send, changes } = await connected("mapped", { mapping });
    expect(await send(payload)).toEqual({ status: 202, changes: 1 });
    expect(await send({ type: "ping" })).toEqual({ status: 202, changes: 0 });
    expect(changes()).toMatchObject([{ recordId: "7", body: { values: { tier: "Gold" } } }]);
    const shown = (await client.get(path)).json;
    expect(shown).toMatchObject({ mapping });
  });

  it("gets another by an edit that names what it edits", async () => {
    const { client, path } = await connected("edited", {});
    const first = await client.get(path);
    expect(first.json.mapping).toBeUndefined();
    const edit = {
      body: { mapping, name: "Academy" },
      headers: { "if-match": first.headers["etag"] ?? "" },
    };
    const edited = await client.call("PATCH", path, edit);
    expect(edited).toMatchObject({ status: 200, json: { mapping, name: "Academy" } });
    expect((await client.call("PATCH", path, edit)).status).toBe(412);
    const cleared = await client.call("PATCH", path, { body: { mapping: null } });
    expect(cleared.json).toMatchObject({ name: "Academy" });
    expect(cleared.json.mapping).toBeUndefined();
    for (const wrong of ["{", "", "$eval('1')", 7])
      expect(await client.call("PATCH", path, { body: { mapping: wrong } })).toMatchObject({
        status: 422,
        json: { pointer: "/mapping" },
      });
  });
});

describe("a webhook that the mapping cannot read", () => {
  it("is accepted and kept with the reason, and read again once the mapping is mended", async () => {
    const broken = mapping.replace("$string(user.id)", "user.id");
    const { client, path, send, changes } = await connected("broken", { mapping: broken });
    expect(await send(payload)).toEqual({ status: 202, changes: 0 });
    expect(await send("no JSON")).toEqual({ status: 202, changes: 0 });
    expect(changes()).toEqual([]);
    const kept = (await client.get(`${path}/refused`)).json.items;
    expect(kept).toHaveLength(2);
    expect(kept).toContainEqual(
      expect.objectContaining({
        payload,
        pointer: "/0/data/id",
        reason: expect.stringContaining("string"),
      }),
    );
    expect(kept).toContainEqual(
      expect.objectContaining({
        payload: "no JSON",
        reason: "The body is not JSON.",
      }),
    );
    expect((await client.get(path)).json.counters).toMatchObject({ webhooks: 1, refused: 1 });

    expect((await client.post(`${path}/refused/retry`, undefined)).json).toEqual({
      taken: 0,
      refused: 2,
    });
    await client.call("PATCH", path, { body: { mapping } });
    expect((await client.post(`${path}/refused/retry`, undefined)).json).toEqual({
      taken: 1,
      refused: 1,
    });
    expect(changes()).toMatchObject([{ recordId: "7" }]);
    expect((await client.get(`${path}/refused`)).json.items).toMatchObject([
      { payload: "no JSON" },
    ]);
  });

  it("is not accepted where it is not signed, and without a mapping its sender is told", async () => {
    const { deliver, send } = await connected("strict", {});
    await expect(deliver({}, "{}")).rejects.toMatchObject({ status: 401 });
    await expect(send({ type: "nothing" })).rejects.toMatchObject({ status: 400 });
    const mapped = await connected("strict-mapped", { mapping });
    await expect(mapped.deliver({}, "{}")).rejects.toMatchObject({ status: 401 });
    expect((await mapped.client.get(`${mapped.path}/refused`)).json.items).toEqual([]);
  });
});

describe("a mapping can be tried", () => {
  it("on a payload, without anything being stored", async () => {
    const { client, path, changes } = await connected("tried", {});
    const tried = await client.post(`${path}/mapping/try`, { mapping, payload });
    expect(tried).toMatchObject({
      status: 200,
      json: { events: [event], ignored: false, problems: [] },
    });
    expect((await client.post(`${path}/mapping/try`, { payload: event })).json).toEqual({
      events: [event],
      ignored: false,
      problems: [],
    });
    expect(changes()).toEqual([]);
    expect((await client.get(path)).json.mapping).toBeUndefined();
  });

  it("and names all that is wrong with what it gives", async () => {
    const { client, path } = await connected("faults", { mapping });
    const attempt = async (body: object) => (await client.post(`${path}/mapping/try`, body)).json;
    expect(await attempt({ payload: { type: "ping" } })).toEqual({
      events: [],
      ignored: true,
      problems: [],
    });
    expect(await attempt({ payload: { user: { id: 7 }, at: "then" } })).toMatchObject({
      events: [],
      ignored: false,
      problems: [{ detail: expect.stringContaining("$instant cannot read") }],
    });
    const several = '[{"type": "profile.deleted"}, 7, ' + `${JSON.stringify(event)}]`;
    expect((await attempt({ mapping: several, payload: {} })).problems).toEqual([
      { pointer: "/0/timestamp", detail: expect.any(String) },
      { pointer: "/1", detail: expect.any(String) },
    ]);
    const future = mapping.replace("$instant(at)", '"2027-11-22T09:00:00Z"');
    expect((await attempt({ mapping: future, payload })).problems).toMatchObject([
      { pointer: "/0/timestamp" },
    ]);
    const refused = await client.post(`${path}/mapping/try`, { mapping: "$random()", payload });
    expect(refused).toMatchObject({ status: 422, json: { pointer: "/mapping" } });
    const empty = await client.post(`${path}/mapping/try`, { mapping });
    expect(empty).toMatchObject({ status: 422, json: { pointer: "/payload" } });
  });

  it("only where webhooks of its own come in, and in one's own workspace", async () => {
    const { path } = await connected("whose", {});
    const other = await Client.of(world("other"));
    for (const rest of ["/mapping/try", "/refused/retry"])
      expect((await other.post(`${path}${rest}`, { payload: 1 })).status).toBe(404);
    const lms = { kind: "lms", name: "Academy", baseUrl: "https://lms.test/api", secret: "token" };
    const { json } = await other.post("/api/v1/connections", lms);
    const tried = await other.post(`/api/v1/connections/${json.id}/mapping/try`, { payload: 1 });
    expect(tried.status).toBe(409);
  });
});

describe("a connection made for a provider", () => {
  it("that signs with its own key is given it, and never shows it", async () => {
    const secret = "8a6e0804e2d7d9ca";
    const { client, made, path, deliver, changes } = await connected("own-key", {
      preset: "thinkific",
      secret,
    });
    expect(made.json).toMatchObject({ preset: "thinkific", setup: expect.any(String) });
    expect(made.text + (await client.get(path)).text).not.toContain(secret);
    const text = JSON.stringify({
      id: "1",
      resource: "user",
      action: "signup",
      created_at: "2026-11-22T09:00:00.000Z",
      payload: { id: 94, email: "lea@acme.test" },
    });
    const signature = createHmac("sha256", secret).update(text).digest("hex");
    const headers = { "x-thinkific-hmac-sha256": signature };
    expect(await deliver(headers, text)).toEqual({ status: 202, changes: 2 });
    expect(changes()).toMatchObject([{ recordId: "94" }, { body: { name: "user_signup" } }]);
    await expect(deliver(headers, `${text} `)).rejects.toMatchObject({ status: 401 });
  });

  it("that signs nothing gets a secret address, shown once", async () => {
    const { client, made, path, id, deliver } = await connected("address", { preset: "kajabi" });
    expect(made.json.secret).toBeUndefined();
    const url: string = made.json.url;
    expect(url).toMatch(new RegExp(`/hooks/${id}/[\\w-]{32}$`));
    const shown = await client.get(path);
    expect(shown.json.url).toBe(`https://muster.test/hooks/${id}/…`);
    expect(shown.text).not.toContain(url.slice(-32));
    const text = JSON.stringify({ id: "h", event: "ping", payload: [] });
    expect(await deliver({}, text)).toEqual({ status: 202, changes: 0 });
    await expect(deliver({}, text, `https://muster.test/hooks/${id}`)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining("secret part"),
    });
  });

  it("that signs by Standard Webhooks with a secret of its own making is given that", async () => {
    const secret = `whsec_${Buffer.from("made by the sender, 24 b").toString("base64")}`;
    const preset = "standard-webhooks";
    const { made, deliver } = await connected("sender's-secret", { preset, secret });
    expect(made.json.secret).toBe(secret);
    const text = JSON.stringify(event);
    expect(await deliver(signedHeaders(secret, "msg", text), text)).toMatchObject({ changes: 1 });
  });

  it("has that provider's mapping until it gets its own", async () => {
    const { client, path } = await connected("defaults", { preset: "klaviyo" });
    const preset = (await client.get(path)).json.mapping;
    expect(preset).toContain("external_id");
    const own = await client.call("PATCH", path, { body: { mapping: "$" } });
    expect(own.json.mapping).toBe("$");
    const back = await client.call("PATCH", path, { body: { mapping: null } });
    expect(back.json.mapping).toBe(preset);
  });
});
