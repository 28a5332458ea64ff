import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Segment } from "../../shared/contracts/segment.ts";
import { explanationAsOf } from "../../shared/flow/as-of-explanation.ts";
import type { HistoryEntry } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { atLeast, crm, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let here: World;
let segment: Segment;
beforeAll(async () => {
  const started = await World.start();
  database = started.database;
  here = started.world("long");
  segment = await here.segment({ name: "Active", rule: atLeast(3, "login", "P30D") });
});
afterAll(() => database.stop());

const changes = 10_000;
const aYear = 365 * 86_400_000;

function told(position: number): HistoryEntry {
  const at = here.now + Math.round((position * aYear) / changes);
  const of = { connectionId: "crm", recordId: "1", rank: 1, value: null, recordedAt: at + 500 };
  const key = `change-${position}`;
  return position % 2 === 0
    ? { ...of, field: "behaviour:login", key, at, properties: { page: `p${position}` } }
    : { ...of, field: "attributes", key, at, values: { tier: `t${position}`, city: "Bonn" } };
}

describe("a year of ten thousand changes", () => {
  it("is folded to any instant of it", async () => {
    const id = profileIdOf(here.workspaceId, "contact", "crm", "1");
    const key = { workspaceId: here.workspaceId, object: "contact", id } as const;
    await here.apply(crm.says(set("1", { city: "Ulm" }, -60 * 24)));
    await here.settle();
    const entries = Array.from({ length: changes }, (_, position) => told(position));
    await here.storage.history.append([{ key, entries }]);
    const startedAt = performance.now();
    const cpuBefore = process.cpuUsage();
    const explained = await explanationAsOf(here.context, key, segment, here.now + aYear);
    const ms = Math.round(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(cpuBefore);
    const cpu = Math.round((user + system) / 1_000);
    console.log(`as of, over ${changes} changes of one profile: ${ms} ms, ${cpu} ms of processor`);
    expect(explained.tree).toMatchObject({ children: [{ counts: { total: changes / 2 } }] });
    expect(Object.values(explained.profile.cells["tier"] ?? {})).toMatchObject([
      { value: `t${changes - 1}` },
    ]);
  });
});
