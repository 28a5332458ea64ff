import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalMuster, type SourceConnection } from "../../infra/local/replay/local-muster.ts";
import { replay } from "../../infra/local/replay/replay.ts";
import { synthesize } from "../../infra/local/synthesis.ts";
import { type System, startSystem } from "../../infra/local/system.ts";
import { PublicApi } from "../public-api.ts";
import { cutAt, learnerLines } from "./learners/data-file.ts";
import { Recomputation } from "./learners/recomputation.ts";
import { learnerSegments } from "./learners/segments.ts";

/** At night, when nothing was submitted: no window ends while members are read. */
const checkpoints = [
  "2026-11-30T03:00:00Z",
  "2027-01-20T03:00:00Z",
  "2027-03-17T03:00:00Z",
  "2027-05-06T03:00:00Z",
  "2027-07-05T03:00:00Z",
].map((text) => ({ text, instant: Date.parse(text) }));

const folder = mkdtempSync(join(tmpdir(), "muster-learners-"));
const parts = cutAt(
  learnerLines(),
  checkpoints.map(({ instant }) => instant),
);
const expected = new Recomputation();
const segmentIds = new Map<string, string>();
const recordIds = new Map<string, string>();
let events = 0;
let seconds = 0;
let system: System;
let muster: LocalMuster;
let api: PublicApi;
let source: SourceConnection;

beforeAll(async () => {
  const templateFolder = await synthesize(join(import.meta.dirname, "../.."));
  system = await startSystem({
    dataFolder: join(folder, "data"),
    templateFolder,
    sample: false,
    onError: (error) => console.error(error),
  });
  muster = new LocalMuster(system.url, system.token);
  api = new PublicApi(system.url, system.token);
  source = await muster.connect("Learners");
  for (const { name, rule } of learnerSegments)
    segmentIds.set(name, await api.createSegment(name, rule));
  await Promise.all([...segmentIds.values()].map((id) => api.whenLive(id)));
});

afterAll(async () => {
  const rate = (events / Math.max(seconds, 0.001)).toFixed(0);
  console.log(
    `learners: ${events} events in ${seconds.toFixed(0)} s, ${rate} a second with travel`,
  );
  await system?.stop();
  expected.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Members by their id at the source, ascending. */
async function membersOf(name: string): Promise<string[]> {
  const profileIds = await api.members(segmentIds.get(name) ?? "");
  const records = profileIds.map(async (profileId) => {
    const record = recordIds.get(profileId) ?? (await api.recordOf(profileId, source.id));
    recordIds.set(profileId, record);
    return record;
  });
  return (await Promise.all(records)).sort();
}

describe.each(checkpoints)("2,302 learners up to $text", ({ text, instant }) => {
  const part = parts[checkpoints.findIndex((each) => each.text === text)] ?? [];

  beforeAll(async () => {
    const startedAt = performance.now();
    const file = join(folder, `${text.slice(0, 10)}.ndjson`);
    writeFileSync(file, part.join("\n"));
    await replay(file, muster, source, { travel: true, say: () => {} });
    if (instant > (await muster.now())) await muster.travelTo(new Date(instant).toISOString());
    await muster.idle();
    expected.add(part);
    const took = (performance.now() - startedAt) / 1_000;
    console.log(`${text}: ${part.length} events in ${took.toFixed(1)} s, with travel`);
    events += part.length;
    seconds += took;
  }, 1_500_000);

  it.each(learnerSegments)("$name: as SQL has it", async ({ name, where }) => {
    const members = await membersOf(name);
    expect(members).toEqual(expected.members(where, await muster.now()));
  });

  it("gave nothing up on the way", () => {
    const deadLetterQueues = system.model.queues.flatMap((each) => each.deadLetterQueue ?? []);
    expect(deadLetterQueues.length).toBeGreaterThan(0);
    const parked = deadLetterQueues.filter((name) => system.queues.depth(name).visible > 0);
    expect(parked).toEqual([]);
  });
});
