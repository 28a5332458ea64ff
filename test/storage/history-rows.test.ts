import { describe, expect, it } from "vitest";
import type { HistoryEntry } from "../../shared/profiles/profile.ts";
import { readRow, rowsOf } from "../../shared/storage/history-rows.ts";

const key = { workspaceId: "w", object: "contact", id: "0a1b" } as const;

function said(at: number, text = "Gold", field = "attributes"): HistoryEntry {
  const told = { field, key: `k${at}`, connectionId: "crm", at, value: null, recordId: "1" };
  return { ...told, values: { tier: text }, recordedAt: at + 1 };
}

describe("rows of the history", () => {
  it("hold together what was filed together, and give it back", () => {
    const entries = [said(3), said(1), said(2)];
    const rows = rowsOf(key, entries);
    expect(rows).toHaveLength(1);
    const read = rows.flatMap((row) => readRow(row).entries);
    const sorted = entries.toSorted((one, other) => one.at - other.at);
    expect(read).toEqual(sorted.map((each) => ({ profileId: key.id, ...each })));
  });

  it("are the same for the same entries, and never replace a row that holds others", () => {
    const [one, two, three] = [said(1), said(2), said(3)];
    const keyOf = (entries: HistoryEntry[]) => rowsOf(key, entries).map(({ sk }) => sk);
    expect(keyOf([two, one, one])).toEqual(keyOf([one, two]));
    const keys = [[one], [one, two], [one, two, three], [one, three]].flatMap(keyOf);
    expect(new Set(keys).size).toBe(4);
    expect(keys.every((sk) => sk.startsWith(`${key.id}#`))).toBe(true);
  });

  it("stay small, however much was said", () => {
    const long = Array.from({ length: 40 }, (_, at) => said(at, `${at}`.repeat(8_000)));
    const many = Array.from({ length: 1_000 }, (_, at) => said(at));
    for (const entries of [long, many]) {
      const rows = rowsOf(key, entries).map((row) => readRow(row).entries);
      expect(rows.flat()).toHaveLength(entries.length);
      for (const row of rows) expect(JSON.stringify(row).length).toBeLessThan(80_000);
    }
  });

  it("are each their own for what happened, which may end by itself", () => {
    const done = [said(1, "", "behaviour:viewed"), said(2, "", "behaviour:viewed")];
    expect(rowsOf(key, done).map((row) => readRow(row).entries.length)).toEqual([1, 1]);
  });

  it("that hold one are as they always were", () => {
    const entry = said(1);
    const sk = "0a1b#000000000000001#k1#2";
    expect(rowsOf(key, [entry])).toEqual([
      { pk: "w#history#contact#0#attributes", sk, profileId: "0a1b", ...entry },
    ]);
  });
});
