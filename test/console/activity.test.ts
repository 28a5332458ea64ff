import { describe, expect, it } from "vitest";
import { byDay, type Happening, joined, sifted } from "../../console/activity/feed.ts";

function happening(id: number, part: Partial<Happening> = {}): Happening {
  const at = new Date(Date.parse("2026-11-22T10:00:00Z") + id * 60_000).toISOString();
  const about = { kind: "segment", id: "seg_1", name: "Gold partners" } as const;
  return { id: String(id), at, about, said: "was created", ...part };
}

const entered = happening(3, {
  turn: {
    kind: "entered",
    profileId: "p1",
    name: "Ann Bell",
    cause: { kind: "time", at: "2026-11-22T10:03:00Z" },
  },
});
const fault = happening(2, {
  about: { kind: "connection", id: "con_1", name: "HubSpot" },
  said: "asks to be connected again",
  isTrouble: true,
});

describe("the feed", () => {
  it("holds everything once, the newest first, however often it comes", () => {
    const first = joined([happening(1), fault], []);
    const all = joined([entered, fault], first);
    expect(all.map(({ id }) => id)).toEqual(["3", "2", "1"]);
    expect(joined([fault], all)).toBe(all);
  });

  it("puts in its place what is told late", () => {
    const all = joined([happening(2)], [happening(3), happening(1)]);
    expect(all.map(({ id }) => id)).toEqual(["3", "2", "1"]);
  });

  it("does not grow without end", () => {
    const many = Array.from({ length: 1_500 }, (_, at) => happening(at));
    const kept = joined(many, []);
    expect(kept).toHaveLength(1_000);
    expect(kept[0]?.id).toBe("1499");
  });

  it.each([
    ["everything", "", ["3", "2", "1"]],
    ["people", "", ["3"]],
    ["edits", "", ["1"]],
    ["connections", "", ["2"]],
    ["trouble", "", ["2"]],
    ["everything", "ann gold", ["3"]],
    ["everything", "hubspot again", ["2"]],
    ["people", "hubspot", []],
  ] as const)("shows of %s what speaks of %j", (topic, q, ids) => {
    const all = [entered, fault, happening(1)];
    expect(sifted(all, topic, q).map(({ id }) => id)).toEqual(ids);
  });

  it("is parted by the reader's days", () => {
    const days = byDay([happening(60 * 48), happening(1), happening(0)]);
    expect(days.map(({ happenings }) => happenings.length)).toEqual([1, 2]);
  });
});
