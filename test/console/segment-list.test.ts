import { describe, expect, it } from "vitest";
import {
  isFiltered,
  type ListView,
  listed,
  ordered,
  paramsOf,
  type Segment,
  viewIn,
} from "../../console/segments/list/list-view.ts";

function segment(name: string, of: Partial<Segment> = {}): Segment {
  return {
    id: name,
    name,
    object: "contact",
    owner: "Ann",
    state: "live",
    size: 0,
    sizes: [0],
    today: { entered: 0, exited: 0 },
    version: 1,
    description: "everyone",
    rule: { combinator: "and", rules: [] },
    programs: [],
    findings: [],
    warnings: [],
    createdAt: "2026-11-22T10:00:00.000Z",
    versions: [],
    ...of,
  };
}

const view = (query = ""): ListView => viewIn(new URLSearchParams(query));
const names = (segments: readonly Segment[], query: string) =>
  listed(segments, view(query)).map(({ name }) => name);

const all = [
  segment("Gold", { size: 80, today: { entered: 1, exited: 9 }, description: 'tier is "Gold"' }),
  segment("At risk", { size: 200, owner: "Jonas", warnings: ["No source has said anything."] }),
  segment("Partners", { object: "company", programs: [{ id: "p", name: "Desk", kind: "grant" }] }),
  segment("New rule", { progress: 40 }),
];

describe("the list of segments", () => {
  it("is in order of name, and of size the biggest first", () => {
    expect(names(all, "")).toEqual(["At risk", "Gold", "New rule", "Partners"]);
    expect(names(all, "sort=size").slice(0, 2)).toEqual(["At risk", "Gold"]);
    expect(names(all, "sort=today")[0]).toBe("Gold");
    expect(names(all, "sort=size&down=0").at(-1)).toBe("At risk");
  });

  it("finds every word somewhere in name, rule, owner or program", () => {
    expect(names(all, "q=TIER+gold")).toEqual(["Gold"]);
    expect(names(all, "q=jonas")).toEqual(["At risk"]);
    expect(names(all, "q=desk")).toEqual(["Partners"]);
    expect(names(all, "q=gold+jonas")).toEqual([]);
  });

  it("is narrowed down by kind, owner, state, warnings and programs", () => {
    expect(names(all, "of=company")).toEqual(["Partners"]);
    expect(names(all, "owner=Jonas")).toEqual(["At risk"]);
    expect(names(all, "state=building")).toEqual(["New rule"]);
    expect(names(all, "attention")).toEqual(["At risk"]);
    expect(names(all, "driving")).toEqual(["Partners"]);
  });
});

describe("the address of a view", () => {
  it("says only what is not as always", () => {
    expect(paramsOf(view()).toString()).toBe("");
    expect(paramsOf(ordered(view(), "size")).toString()).toBe("sort=size");
    expect(paramsOf(ordered(ordered(view(), "size"), "size")).toString()).toBe("sort=size&down=0");
  });

  it.each(["q=gold", "of=company&attention=1", "state=retired&driving=1&sort=owner&down=1"])(
    "leads back to the same view: %s",
    (query) => expect(paramsOf(view(query)).toString()).toBe(query),
  );

  it("knows whether some are left out", () => {
    expect(isFiltered(view("sort=size"))).toBe(false);
    expect(isFiltered(view("driving=1"))).toBe(true);
  });
});
