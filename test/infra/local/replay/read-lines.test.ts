import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readLines } from "../../../../infra/local/replay/read-lines.ts";

const now = Date.parse("2026-11-22T10:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "muster-replay-"));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const mapping =
  'tier = "" ? undefined : {"type": "profile.changed", "timestamp": $instant(since), "data": {"object": "contact", "id": id, "attributes": {"tier": tier}}}';
const csv = "id,tier,since\n1,Gold,2026-01-05\n2,,\n3,Silver,2026-02-01 08:00\n";

describe("a file that is replayed", () => {
  it("as CSV becomes events by the mapping; rows that it passes over are left out", async () => {
    const lines = await readLines(file("a.csv", csv), { mapping, raw: false, now });
    expect(lines.map(({ at }) => new Date(at).toISOString())).toEqual([
      "2026-01-05T00:00:00.000Z",
      "2026-02-01T08:00:00.000Z",
    ]);
    expect(JSON.parse(lines[0]?.text ?? "")).toEqual({
      type: "profile.changed",
      timestamp: "2026-01-05T00:00:00.000Z",
      data: { object: "contact", id: "1", attributes: { tier: "Gold" } },
    });
  });

  it("is sent row by row to a connection that maps by itself, at the instants its mapping gives", async () => {
    const lines = await readLines(file("b.csv", csv), { mapping, raw: true, now });
    expect(lines).toEqual([
      {
        text: '{"id":"1","tier":"Gold","since":"2026-01-05"}',
        at: Date.parse("2026-01-05T00:00:00Z"),
      },
      { text: '{"id":"2","tier":"","since":""}', at: Date.parse("2026-01-05T00:00:00Z") },
      {
        text: '{"id":"3","tier":"Silver","since":"2026-02-01 08:00"}',
        at: Date.parse("2026-02-01T08:00:00Z"),
      },
    ]);
  });

  it("as NDJSON without a mapping holds the events themselves", async () => {
    const text = '{"timestamp":"2026-01-05T00:00:00Z","type":"x"}\n\n';
    const lines = await readLines(file("c.ndjson", text), { mapping: undefined, raw: false, now });
    expect(lines).toEqual([{ text: text.trim(), at: Date.parse("2026-01-05T00:00:00Z") }]);
  });

  it.each([
    ["d.csv", "id\n1\n", undefined, "A CSV needs a mapping"],
    ["e.csv", 'id\n"1\n', mapping, "e.csv, line 2: a quote is not closed"],
    ["f.csv", "id,tier,since\n1,Gold,soon\n", mapping, "f.csv, line 2: $instant cannot read"],
    ["g.ndjson", "{}\n{\n", '{"timestamp": $now()}', "g.ndjson, line 2: this is no JSON."],
    ["h.ndjson", "{}\n", undefined, "h.ndjson, line 1: an event needs a timestamp"],
  ])("and is wrong (%s) names the line", async (name, text, by, message) => {
    const reading = { mapping: by, raw: false, now };
    await expect(readLines(file(name, text), reading)).rejects.toThrow(message);
  });
});
