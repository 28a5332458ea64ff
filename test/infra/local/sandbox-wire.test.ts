import { describe, expect, it } from "vitest";
import { z } from "zod";
import { makeProgram } from "../../../infra/local/sandbox/program.ts";
import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import { hubspotOAuth } from "../../../shared/connectors/hubspot/oauth.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { AuthenticationError, RateLimitedError } from "../../../shared/runtime/errors.ts";
import { pkce } from "../../connectors/pkce.ts";
import { sampleConnection, sampleDestination, samplePush } from "../../connectors/samples.ts";
import { musterSurface } from "./sandbox-muster.ts";
import { runSandbox } from "./sandbox-run.ts";

const redirect = "http://127.0.0.1:4400/oauth/hubspot/callback";

async function granted() {
  const consent = await fetch(hubspotOAuth.authorizeUrl("s", redirect, pkce.challenge), {
    redirect: "manual",
  });
  const code = new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const tokens = await hubspotOAuth.exchange(code, redirect, pkce.verifier);
  return { code, connection: sampleConnection({ kind: "hubspot", tokens }) };
}

async function shown(sandbox: RunningSandbox, path: string): Promise<unknown> {
  return (await fetch(sandbox.url + path)).json();
}

describe("the sandbox on the wire", () => {
  it("grants a code once, and takes no token it did not hand out", async () => {
    await using _ = await runSandbox({});
    const { code } = await granted();
    await expect(hubspotOAuth.exchange(code, redirect, pkce.verifier)).rejects.toBeInstanceOf(
      AuthenticationError,
    );
    await expect(hubspotOAuth.refresh("made-up")).rejects.toBeInstanceOf(AuthenticationError);
    const stray = { access: "made-up", refresh: "made-up", expiresAt: 0 };
    const connection = sampleConnection({ kind: "hubspot", tokens: stray });
    const list = targetOf("hubspot-list").prepare(sampleDestination("hubspot-list"), connection);
    await expect(list).rejects.toBeInstanceOf(AuthenticationError);
  });

  it("gives tokens for a code only to who asked for it", async () => {
    await using _ = await runSandbox({});
    const url = hubspotOAuth.authorizeUrl("s", redirect, pkce.challenge);
    const consent = await fetch(url, { redirect: "manual" });
    const code = new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const stolen = hubspotOAuth.exchange(
      code,
      redirect,
      "another-verifier-of-43-characters-or-more..",
    );
    await expect(stolen).rejects.toBeInstanceOf(AuthenticationError);
    expect(await hubspotOAuth.exchange(code, redirect, pkce.verifier)).toHaveProperty("access");
  });

  it("grants to addresses on this machine only", async () => {
    await using _ = await runSandbox({});
    const url = hubspotOAuth.authorizeUrl("s", "https://elsewhere.test/callback", pkce.challenge);
    expect((await fetch(url, { redirect: "manual" })).status).toBe(400);
  });

  it("keeps the lists that the connector pushes, without those who are deleted", async () => {
    await using sandbox = await runSandbox({});
    const { connection } = await granted();
    const fresh = sampleDestination("hubspot-list");
    const prepared = await targetOf("hubspot-list").prepare(fresh, connection);
    const destination = { ...fresh, ...prepared };
    const records = ["40001", "40002"].map((recordId) => samplePush(recordId, { recordId }));
    const push = (add: typeof records, remove: typeof records) =>
      targetOf("hubspot-list").push({ destination, connection, add, remove, now: 0 });
    await push(records, []);
    await push(records.slice(1), records.slice(0, 1));
    expect(await shown(sandbox, "/sandbox/lists")).toMatchObject({
      items: [{ name: "Muster · Gold partners", processingType: "MANUAL", recordIds: ["40002"] }],
    });
    sandbox.crm.remove("companies", "40002");
    expect(await shown(sandbox, "/sandbox/lists")).toMatchObject({
      items: [{ recordIds: ["40002"] }],
    });
    sandbox.crm.remove("contacts", "40002");
    expect(await shown(sandbox, "/sandbox/lists")).toMatchObject({ items: [{ recordIds: [] }] });
  });

  it("asks for patience beyond its limit, and says how long", async () => {
    await using _ = await runSandbox({ rateLimit: 1 });
    const { connection } = await granted();
    const prepare = targetOf("hubspot-list").prepare(sampleDestination("hubspot-list"), connection);
    const error: unknown = await prepare.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 10_000 });
  });

  it("enrols and withdraws in its learning system", async () => {
    await using muster = await musterSurface();
    await using sandbox = await runSandbox({ musterUrl: muster.url });
    await sandbox.seed();
    const posted = muster.requests.find(({ body }) => body.includes('"kind":"lms"'))?.body ?? "{}";
    const Lms = z.object({ baseUrl: z.string(), secret: z.string() });
    const { baseUrl, secret } = Lms.parse(JSON.parse(posted));
    const connection = sampleConnection({ kind: "lms", baseUrl, secrets: [secret] });
    const courseId = "channel-sales-onboarding";
    const destination = sampleDestination("course", { courseId });
    const [ann, bo] = ["ann@a.test", "bo@b.test"].map((email) => samplePush(email, { email }));
    if (ann === undefined || bo === undefined) throw new Error("Nobody to enrol.");
    const push = (add: (typeof ann)[], remove: (typeof ann)[]) =>
      targetOf("course").push({ destination, connection, add, remove, now: 0 });
    await push([ann, bo], []);
    await push([ann], [bo]);
    expect(await shown(sandbox, "/sandbox/enrolments")).toMatchObject({
      items: [{ courseId, learner: "ann@a.test" }],
    });
    const stranger = sampleConnection({ kind: "lms", baseUrl, secrets: ["wrong"] });
    const refused = targetOf("course").push({
      destination,
      connection: stranger,
      add: [ann],
      remove: [],
      now: 0,
    });
    await expect(refused).rejects.toBeInstanceOf(AuthenticationError);
  });
});

describe("the partner program", () => {
  const now = Date.parse("2026-11-22T10:00:00Z");

  it("is the same for every seed, with 60 companies and 600 people of distinct e-mail", () => {
    const program = makeProgram(1, now);
    expect(makeProgram(1, now)).toEqual(program);
    expect(makeProgram(2, now)).not.toEqual(program);
    const contacts = program.filter(({ type }) => type === "contacts");
    expect(program.length - contacts.length).toBe(60);
    expect(new Set(contacts.map(({ properties }) => properties["email"])).size).toBe(600);
  });

  it("has somebody in every pattern and nobody in all of them", () => {
    const contacts = makeProgram(2026, now).filter(({ type }) => type === "contacts");
    for (const [name, value] of [
      ["partner_tier", "Gold"],
      ["lifecycle_stage", "Renewal window"],
      ["launch_cohort", "2026-Q4 launch"],
      ["persona", "Channel sales rep"],
      ["region", "EMEA"],
      ["regulated_role", "true"],
      ["certified_at", ""],
    ] as const) {
      const share = contacts.filter(({ properties }) => properties[name] === value).length / 600;
      expect(share, name).toBeGreaterThan(0.03);
      expect(share, name).toBeLessThan(0.6);
    }
  });
});
