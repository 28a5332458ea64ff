import { describe, expect, it } from "vitest";
import { z } from "zod";
import { hubspot } from "../../../shared/connectors/hubspot/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import { PermanentError } from "../../../shared/runtime/errors.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { pkce } from "../pkce.ts";
import { type RecordedRequest, type Reply, recordingServer } from "../recording-server.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const properties = targetOf("hubspot-property");
const tokens = { access: "access-1", refresh: "refresh-1", expiresAt: 0 };
const connection = sampleConnection({ kind: "hubspot", tokens });
const destination = sampleDestination("hubspot-property", { shownAs: "Gold partners" });
const gold = { segmentId: "seg_gold", shownAs: "Gold partners" };
const beta = { segmentId: "seg_beta", shownAs: "Beta" };

const Sent = z.object({
  inputs: z.array(z.object({ id: z.string(), properties: z.record(z.string(), z.string()) })),
});

function inputsOf({ body }: RecordedRequest) {
  return Sent.parse(JSON.parse(body)).inputs;
}

async function answering(answer: (request: RecordedRequest) => Reply) {
  const server = await recordingServer(answer);
  process.env["HUBSPOT_API_URL"] = server.url;
  return server;
}

function push(inIds: readonly string[], outIds: readonly string[] = []) {
  const record = (recordId: string, shows: (typeof gold)[]) => ({
    ...samplePush(`p${recordId}`, { recordId }),
    shows,
  });
  return properties.push({
    destination,
    connection,
    add: inIds.map((id) => record(id, [gold, beta])),
    remove: outIds.map((id) => record(id, [])),
    now: 0,
  });
}

const done = { status: "COMPLETE", startedAt: "", completedAt: "" };

describe("pushing to a property of HubSpot's records", () => {
  it("writes the whole value of each record, in one request", async () => {
    await using server = await answering(() => ({ status: 200, json: { ...done, results: [] } }));
    expect(await push(["1"], ["2"])).toEqual([
      { profileId: "p1", state: "confirmed" },
      { profileId: "p2", state: "confirmed" },
    ]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests.flatMap(inputsOf)).toEqual([
      { id: "1", properties: { muster_segments: "seg_beta;seg_gold" } },
      { id: "2", properties: { muster_segments: "" } },
    ]);
  });

  it("refuses those that a partial failure names, by their own ids or the trace's", async () => {
    const failed = (context: object, message: string, category = "VALIDATION_ERROR") => ({
      status: "error",
      errors: [],
      links: {},
      category,
      message,
      context,
    });
    const errors = [
      failed({ ids: ["2"] }, "gone", "OBJECT_NOT_FOUND"),
      failed({ ids: ["3"] }, "gone", "OBJECT_NOT_FOUND"),
      failed({ objectWriteTraceId: ["4"] }, "Tier must be set"),
    ];
    await using _ = await answering(() => ({
      status: 207,
      json: { ...done, results: [{ id: "1", objectWriteTraceId: "1" }], numErrors: 3, errors },
    }));
    expect(await push(["1", "2", "4"], ["3"])).toEqual([
      { profileId: "p1", state: "confirmed" },
      { profileId: "p2", state: "refused", reason: "HubSpot: gone" },
      { profileId: "p4", state: "refused", reason: "HubSpot: Tier must be set" },
      { profileId: "p3", state: "confirmed" },
    ]);
  });

  it("blames an error that names nobody on those that were not written", async () => {
    const error = { category: "VALIDATION_ERROR", message: "Tier must be set", context: {} };
    await using _ = await answering(() => ({
      status: 207,
      json: { ...done, results: [{ id: "1" }], errors: [error] },
    }));
    expect(await push(["1", "2"])).toMatchObject([{ state: "confirmed" }, { state: "refused" }]);
  });

  it("finds who spoils a batch that fails as a whole, and writes the others", async () => {
    const written = new Set<string>();
    await using server = await answering((request) => {
      const ids = inputsOf(request).map(({ id }) => id);
      if (ids.includes("37")) {
        const json = { category: "VALIDATION_ERROR", message: "Record 37: Tier must be set" };
        return { status: 400, json };
      }
      for (const id of ids) written.add(id);
      return { status: 200, json: { ...done, results: ids.map((id) => ({ id })) } };
    });
    const ids = Array.from({ length: 100 }, (_, each) => String(each));
    const outcomes = await push(ids);
    const refused = outcomes.filter(({ state }) => state === "refused");
    expect(refused).toMatchObject([
      { profileId: "p37", reason: expect.stringContaining("Tier must be set") },
    ]);
    expect(written.size).toBe(99);
    expect(server.requests.length).toBeLessThanOrEqual(15);
  });

  it("blames no record where the property itself is gone", async () => {
    await using server = await answering(() => ({
      status: 400,
      json: { message: 'Property values were not valid: [{"error":"PROPERTY_DOESNT_EXIST"}]' },
    }));
    await expect(push(["1", "2"])).rejects.toBeInstanceOf(PermanentError);
    expect(server.requests).toHaveLength(1);
  });
});

describe("the property at the sandbox", () => {
  async function granted() {
    const { oauth } = hubspot;
    const redirect = "http://127.0.0.1:4400/oauth/hubspot/callback";
    const consent = await fetch(oauth?.authorizeUrl("s", redirect, pkce.challenge) ?? "", {
      redirect: "manual",
    });
    const code = new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
    const own = await oauth?.exchange(code, redirect, pkce.verifier);
    return sampleConnection({ kind: "hubspot", ...(own === undefined ? {} : { tokens: own }) });
  }
  const fresh = sampleDestination("hubspot-property", { segmentId: "seg_gold" });

  it("is made once, offers each segment, and asks nothing while the name stays", async () => {
    await using sandbox = await runSandbox({});
    const portal = await granted();
    const found = await properties.prepare(fresh, portal);
    expect(found).toEqual({ shownAs: "Gold partners" });
    await properties.prepare({ ...fresh, segmentId: "seg_beta", segmentName: "Beta" }, portal);
    const shown = async () => (await fetch(`${sandbox.url}/sandbox/properties/contacts`)).json();
    const options = [
      { value: "seg_gold", label: "Gold partners" },
      { value: "seg_beta", label: "Beta" },
    ];
    const made = { name: "muster_segments", groupName: "muster", fieldType: "checkbox" };
    expect(await shown()).toMatchObject({ items: [{ ...made, options }] });
    await properties.shared?.release({ ...fresh, ...found }, portal);
    expect(await shown()).toMatchObject({ items: [{ ...made, options: options.slice(1) }] });
    process.env["HUBSPOT_API_URL"] = "http://127.0.0.1:9";
    expect(await properties.prepare({ ...fresh, ...found }, portal)).toEqual(found);
  });

  it("is left alone where another property has its name", async () => {
    await using sandbox = await runSandbox({});
    const portal = await granted();
    await properties.prepare(fresh, portal);
    const at = `${sandbox.url}/crm/properties/2026-09/0-2`;
    const headers = { authorization: `Bearer ${portal.tokens?.access}` };
    const post = (path: string, body: object) =>
      fetch(at + path, { method: "POST", headers, body: JSON.stringify(body) });
    await post("/groups", { name: "theirs", label: "Theirs" });
    await post("", {
      name: "muster_segments",
      label: "Mine",
      groupName: "theirs",
      type: "string",
      fieldType: "text",
    });
    await expect(properties.prepare({ ...fresh, object: "company" }, portal)).rejects.toThrow(
      /that Muster did not make/,
    );
  });
});
