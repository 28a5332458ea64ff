import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  contact,
  type Muster,
  type Running,
  startMuster,
  type WebhookConnection,
  where,
} from "./running.ts";

let running: Running;
let muster: Muster;
let connection: WebhookConnection;
beforeAll(async () => {
  running = await startMuster({ sample: false });
  muster = running.muster;
  connection = await muster.connect("PRM");
});
afterAll(() => running.stop());

describe("a signed webhook", () => {
  it("ends in a membership that says why", async () => {
    const segment = await muster.segment("Gold", where("tier", "=", "Gold"));
    const answer = await muster.send(connection, contact("prm-1", { tier: "Gold" }));
    expect(answer.status).toBe(202);
    await muster.idle();
    const [member] = await muster.members(segment.id);
    expect(await muster.transitions(segment.id)).toMatchObject([
      {
        profileId: member?.profileId,
        kind: "entered",
        cause: { kind: "change", attribute: "tier" },
      },
    ]);
    const path = `/api/v1/profiles/${member?.profileId}/segments/${segment.id}/explanation`;
    expect(await muster.read(path)).toMatchObject({ member: true });
  });

  it("is refused when the signature does not fit, and nothing is enqueued", async () => {
    const forged = {
      ...connection,
      secret: `whsec_${Buffer.from("x".repeat(24)).toString("base64")}`,
    };
    const answer = await muster.send(forged, contact("prm-forged", { tier: "Gold" }));
    expect(answer.status).toBe(401);
    await muster.idle();
    const found = await muster.call("GET", `/api/v1/profiles?key=${connection.id}:prm-forged`);
    expect(found.status).toBe(404);
  });

  it("that is malformed names the place; to an unknown address it is 404; too large 413", async () => {
    const malformed = await muster.send(connection, {
      ...contact("1", {}),
      timestamp: "yesterday",
    });
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ pointer: "/timestamp" });
    const unknown = { ...connection, url: `${muster.url}/hooks/nobody` };
    expect((await muster.send(unknown, contact("1", {}))).status).toBe(404);
    const large = contact("1", { note: "x".repeat(3 * 1024 * 1024) });
    expect((await muster.send(connection, large)).status).toBe(413);
  });
});

describe("time alone", () => {
  it("ends a membership at its instant, by the clock on the wall", async () => {
    const segment = await muster.segment("Seen lately", where("seenAt", "inLast", "PT1H"));
    // Time for all that comes before it, on a busy machine too.
    const leavesAt = Date.now() + 12_345;
    await muster.send(
      connection,
      contact("prm-2", { seenAt: new Date(leavesAt - 3_600_000).toISOString() }),
    );
    await muster.idle();
    expect(await muster.members(segment.id)).toMatchObject([
      { leavesAt: new Date(leavesAt).toISOString() },
    ]);
    const exited = await muster.until(async () =>
      (await muster.transitions(segment.id)).find((each) => each.kind === "exited"),
    );
    // The promise is a second; the rest is for a busy machine. The next tick comes after a minute.
    expect(Date.now() - leavesAt).toBeLessThan(5_000);
    expect(exited).toMatchObject({ at: new Date(leavesAt).toISOString(), cause: { kind: "time" } });
    expect(await muster.members(segment.id)).toEqual([]);
  });

  it("moves in order when the local clock travels", async () => {
    const segment = await muster.segment("Certified", where("certifiedAt", "inLast", "P30D"));
    const now = Date.now();
    const daysAgo = (days: number) => new Date(now - days * 86_400_000);
    await muster.send(connection, [
      contact("a", { certifiedAt: daysAgo(1).toISOString() }),
      contact("b", { certifiedAt: daysAgo(20).toISOString() }),
    ]);
    await muster.idle();
    expect(await muster.members(segment.id)).toHaveLength(2);
    expect((await muster.call("POST", "/local/clock", { advance: "P40D" })).status).toBe(200);
    await muster.idle();
    const exits = (await muster.transitions(segment.id)).filter((each) => each.kind === "exited");
    const after = (days: number) =>
      new Date(daysAgo(days).getTime() + 30 * 86_400_000).toISOString();
    expect(exits.map((each) => each.at)).toEqual([after(20), after(1)]);
    expect(
      (await muster.call("POST", "/local/clock", { now: "2020-01-01T00:00:00Z" })).status,
    ).toBe(422);
  });
});

describe("a rule", () => {
  it("that cannot be understood is refused with a pointer to the place", async () => {
    const body = {
      name: "Bad",
      object: "contact",
      owner: "Ann",
      rule: where("tier", "resembles", "Gold"),
    };
    const answer = await muster.call("POST", "/api/v1/segments", body);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ pointer: "/rule/rules/0/operator" });
  });

  it("is tried out before it is stored", async () => {
    const answer = await muster.call("POST", "/api/v1/segments/preview", {
      object: "contact",
      rule: where("tier", "=", "Gold"),
    });
    expect(await answer.json()).toMatchObject({ count: 1, exact: true });
  });
});
