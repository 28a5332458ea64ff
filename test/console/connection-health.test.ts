import { describe, expect, it } from "vitest";
import type { Connection } from "../../console/connections/connection.ts";
import { healthOf } from "../../console/connections/health.ts";
import { lagWords } from "../../console/connections/lag-words.ts";

const at = "2026-11-22T10:00:00.000Z";
const connection = (part: Partial<Connection>): Connection => ({
  id: "con_1",
  kind: "webhook",
  label: "Acme CRM",
  name: "Our CRM",
  state: "connected",
  rank: 1,
  createdAt: at,
  ...part,
});
const job = { state: "running", records: 50, refused: 0, startedAt: at } as const;

describe("how a connection fares", () => {
  it("is said with what to do, whether access never came or was lost", () => {
    expect(healthOf(connection({ state: "awaiting-grant" }), "grant")).toMatchObject({
      state: "Waiting for access",
      action: "grant",
    });
    const lost = connection({ state: "reconnect-needed", grant: { at, by: "dana@acme.test" } });
    expect(healthOf(lost, "grant")).toMatchObject({
      tone: "broken",
      advice: expect.stringContaining("dana@acme.test, or another admin, connects it again"),
      action: "grant",
    });
    expect(healthOf(lost, "key")).toMatchObject({ state: "Key refused", action: "key" });
  });

  it("tells of an import while it runs, and offers to go on with one that stopped", () => {
    expect(healthOf(connection({ import: { ...job, percent: 40 } }), "grant")).toMatchObject({
      tone: "busy",
      state: "Importing, 40%",
    });
    const problem = { at, message: "A field is gone.", remedy: "POST /api/v1/…" };
    const stopped = healthOf(connection({ import: { ...job, state: "failed", problem } }), "grant");
    expect(stopped).toMatchObject({ tone: "broken", action: "import" });
    expect(stopped.advice).toMatch(/^A field is gone\. Mend that/);
    expect(stopped.advice).not.toContain("POST");
  });

  it("names the first of what is not well while it works", () => {
    const failing = [{ segmentId: "s", destinationId: "d", message: "Gone." }];
    const cases: [Partial<Connection>, string][] = [
      [{ failing }, "A push fails"],
      [{ missingScopes: ["lists.write"] }, "Not all allowed"],
      [{ uncounted: [{ records: "contacts", at }] }, "Changes were lost"],
      [{ lastError: { at, message: "Busy." } }, "Has trouble"],
    ];
    for (const [part, state] of cases)
      expect(healthOf(connection(part), "grant")).toMatchObject({ tone: "attention", state });
  });

  it("is good once something came in, and says where to send it before that", () => {
    const counters = { webhooks: 0, events: 0, ignored: 0, changes: 0, refused: 0 };
    const url = "https://muster.test/hooks/con_1";
    expect(healthOf(connection({ counters, url }), "webhook").state).toBe("Nothing received yet");
    const heard = { counters: { ...counters, webhooks: 1 }, url };
    expect(healthOf(connection(heard), "webhook")).toEqual({ tone: "good", state: "Working" });
  });
});

describe("a delay", () => {
  it("is said in the unit that people would use", () => {
    expect([0, 999, 1_000, 59_400, 60_000, 7_200_000].map(lagWords)).toEqual([
      "under a second",
      "under a second",
      "1 second",
      "59 seconds",
      "1 minute",
      "2 hours",
    ]);
  });
});
