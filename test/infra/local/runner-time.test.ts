import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  eventually,
  type SmallSystem,
  startSmall,
  writeAssembly,
} from "./runner-fixture/small-system.ts";

const day = 86_400_000;
/** Far less than the minute until the next sweep, and what a busy machine may take. */
const onTimeMs = 10_000;
const folders = writeAssembly();
let small: SmallSystem;
beforeAll(async () => {
  small = await startSmall(folders);
});
afterAll(async () => {
  await small.system.stop();
  folders.remove();
});

const flips = () => small.lines.filter(({ message }) => message === "flipped");

describe("POST /local/clock", () => {
  it("steps through what is due on the way in order, each at its instant", async () => {
    const start = small.system.clock.now();
    const dues = {
      third: start + 20 * day,
      first: start + 10 * day + 250,
      second: start + 10 * day + 9_000,
    };
    for (const [id, dueAt] of Object.entries(dues)) await small.post("/hooks/x", { id, dueAt });
    await small.idle();
    expect((await small.post("/local/clock", { advance: "P30D" })).status).toBe(200);
    expect(
      flips()
        .map(({ id }) => id)
        .filter((id, at, all) => all.indexOf(id) === at),
    ).toEqual(["first", "second", "third"]);
    for (const flip of flips()) expect(flip["late"]).toBeLessThan(onTimeMs);
    expect(small.system.clock.now() - start).toBeGreaterThanOrEqual(30 * day);
    await small.idle();
  });

  it("fires no ticks in between that would find nothing", async () => {
    const before = small.lines.filter(({ message }) => message === "swept").length;
    await small.post("/local/clock", { advance: "P365D" });
    const after = small.lines.filter(({ message }) => message === "swept").length;
    expect(after - before).toBeLessThanOrEqual(2);
  });

  it("calls what is called daily once a day, however much is due", async () => {
    const daily = () => small.lines.filter(({ message }) => message === "daily").length;
    const hour = day / 24;
    for (const at of [1, 2, 3, 4, 5, 30]) {
      const dueAt = small.system.clock.now() + at * hour;
      await small.post("/hooks/x", { id: `hour-${at}`, dueAt });
    }
    await small.idle();
    const before = daily();
    expect(before).toBeGreaterThan(0);
    await small.post("/local/clock", { advance: "PT48H" });
    expect(flips().filter(({ id }) => String(id).startsWith("hour-")).length).toBeGreaterThan(5);
    expect(daily() - before).toBeLessThanOrEqual(2);
    expect(daily()).toBeGreaterThan(before);
  });

  it("flips on time also what falls due just after the journey's end", async () => {
    const now = small.system.clock.now();
    const dueAt = Math.ceil((now + day) / 60_000) * 60_000 + 1_000;
    await small.post("/hooks/x", { id: "soon", dueAt });
    await small.idle();
    await small.post("/local/clock", { now: new Date(dueAt - 900).toISOString() });
    await eventually(() => flips().some(({ id }) => id === "soon"));
    expect(flips().find(({ id }) => id === "soon")?.["late"]).toBeLessThan(onTimeMs);
  });

  it("tells functions the new time at once", async () => {
    await small.post("/local/clock", { advance: "PT1H" });
    const answer = Number(await (await small.post("/hooks/now", {})).text());
    expect(Math.abs(answer - small.system.clock.now())).toBeLessThan(5_000);
  });

  it("moves forward only", async () => {
    expect((await small.post("/local/clock", { advance: "-P1D" })).status).toBe(422);
    expect((await small.post("/local/clock", { now: "2001-01-01T00:00:00Z" })).status).toBe(422);
  });

  it.each([{}, { advance: "soon" }, { now: "never" }, { advance: "P1D", now: "2040-01-01" }, []])(
    "refuses what it cannot read: %j",
    async (body) => {
      const answer = await small.post("/local/clock", body);
      expect(answer.status).toBe(400);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    },
  );
});
