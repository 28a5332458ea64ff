import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { samplePrograms } from "../../../infra/local/sandbox/sample-programs.ts";
import { sampleSegments } from "../../../infra/local/sandbox/sample-segments.ts";
import { musterSurface } from "./sandbox-muster.ts";
import { runSandbox } from "./sandbox-run.ts";

const patient = { timeout: 50_000, interval: 20 };

async function drained(sandboxUrl: string): Promise<void> {
  await vi.waitFor(async () => {
    const response = await fetch(`${sandboxUrl}/sandbox/outbox`);
    expect(await response.json()).toEqual({ size: 0 });
  }, patient);
}

describe("the sample workspace", () => {
  it("is set up through the public API, and its records arrive as signed webhooks", async () => {
    await using muster = await musterSurface();
    await using sandbox = await runSandbox({ musterUrl: muster.url });
    await sandbox.seed();
    await drained(sandbox.url);

    expect(muster.connections.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      "hubspot connected",
      "webhook connected",
      "lms connected",
      "webhook connected",
      "webhook connected",
      "thinkific connected",
      "teachable connected",
      "scim connected",
    ]);
    expect(muster.segments.map(({ name }) => name)).toEqual(sampleSegments.map(({ name }) => name));
    const lists = muster.destinations.filter(({ kind }) => kind === "hubspot-list");
    expect(lists).toHaveLength(sampleSegments.length);
    expect(muster.destinations.filter(({ kind }) => kind === "course")).toHaveLength(1);

    expect(muster.programs.map(({ name }) => name)).toEqual(samplePrograms.map(({ name }) => name));
    expect(muster.refused).toEqual([]);
    const told = (object: string) =>
      new Set(
        muster.changes
          .filter((change) => change.object === object && /^\d+$/.test(change.recordId))
          .map(({ recordId }) => recordId),
      );
    expect(told("company").size).toBe(60);
    expect(told("contact").size).toBe(600);
    const behaviours = muster.changes.filter(({ body }) => body.kind === "behaviour");
    expect(behaviours.length).toBeGreaterThan(600);
  });

  it("is not set up twice on the same data, nor announced twice", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sandbox-"));
    const database = join(folder, "sandbox.sqlite");
    await using muster = await musterSurface();
    for (let start = 0; start < 2; start += 1) {
      await using sandbox = await runSandbox({ musterUrl: muster.url, database });
      await sandbox.seed();
      await drained(sandbox.url);
    }
    expect(muster.connections).toHaveLength(8);
    expect(muster.segments).toHaveLength(sampleSegments.length);
    expect(muster.destinations).toHaveLength(sampleSegments.length + 1);
    expect(muster.programs).toHaveLength(samplePrograms.length);
    const creations = muster.changes.filter(
      ({ object, body }) =>
        object === "company" && body.kind === "attributes" && Object.keys(body.values).length === 0,
    );
    expect(creations).toHaveLength(60);
    rmSync(folder, { recursive: true });
  });

  it("tells of a record that a CRM user changes, also after Muster failed for a while", async () => {
    await using muster = await musterSurface();
    await using sandbox = await runSandbox({ musterUrl: muster.url });
    await sandbox.seed();
    await drained(sandbox.url);
    muster.failing = true;
    const before = muster.requests.length;
    const response = await fetch(`${sandbox.url}/sandbox/records/contacts/40001`, {
      method: "POST",
      body: JSON.stringify({ properties: { partner_tier: "Diamond", firstname: null } }),
    });
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(muster.requests.length).toBeGreaterThan(before), patient);
    muster.failing = false;
    await drained(sandbox.url);
    expect(muster.changes.slice(-2)).toMatchObject([
      { object: "contact", recordId: "40001", body: { values: { partner_tier: "Diamond" } } },
      { object: "contact", recordId: "40001", body: { values: { firstname: null } } },
    ]);
  });

  it("goes on living by itself", async () => {
    await using muster = await musterSurface();
    await using sandbox = await runSandbox({ musterUrl: muster.url, periodMs: 5 });
    await sandbox.seed();
    const touched = () =>
      sandbox.crm.records.all("contacts").filter((record) => record.updatedAt > record.createdAt);
    await vi.waitFor(() => expect(touched().length).toBeGreaterThan(5), patient);
  });
});
