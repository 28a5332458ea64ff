import { describe, expect, it } from "vitest";
import type { Program, ProgramOf } from "../../shared/contracts/program.ts";
import { audienceRule } from "../../shared/programs/acting.ts";
import { isHeldOut, variantOf } from "../../shared/programs/audience.ts";
import { decideGrants } from "../../shared/programs/decide-grants.ts";
import { decidePrices } from "../../shared/programs/decide-prices.ts";
import { flagsOf } from "../../shared/programs/flags.ts";
import { compileRule } from "../../shared/segmentation/evaluate/compile-rule.ts";

const common = {
  workspaceId: "w",
  owner: "Ann",
  exclude: [],
  objects: ["contact" as const],
  state: "active" as const,
  createdAt: 0,
  revision: 1,
};

function tab(id: string, more: Partial<Program> = {}): Program {
  const resource = { type: "portal-tab", id } as const;
  return {
    ...common,
    id: `prg_${id}`,
    name: id,
    include: ["gold"],
    ...more,
    kind: "grant",
    resource,
  };
}

function price(id: string, precedence: number, createdAt = 0): ProgramOf<"price"> {
  const terms = { discountPercent: precedence };
  return {
    ...common,
    createdAt,
    id,
    name: id,
    include: ["gold"],
    kind: "price",
    product: "seat",
    precedence,
    terms,
  };
}

const now = Date.parse("2026-11-22T10:00:00Z");

function granted(programs: readonly Program[], segments: Record<string, number | undefined>) {
  const person = { profileId: "p", segments: new Map(Object.entries(segments)) };
  const { grants, until } = decideGrants(programs, person, now);
  return { ids: grants.map(({ resource }) => resource.id), until };
}

describe("a decision", () => {
  it("needs one included segment and none of the excluded", () => {
    const programs = [tab("a", { include: ["gold", "silver"], exclude: ["frozen"] })];
    expect(granted(programs, { silver: undefined }).ids).toEqual(["a"]);
    expect(granted(programs, { silver: undefined, frozen: undefined }).ids).toEqual([]);
    expect(granted(programs, {}).ids).toEqual([]);
  });

  it("counts from a program's first instant on and before its last", () => {
    const gold = { gold: undefined };
    expect(granted([tab("a", { from: now })], gold).ids).toEqual(["a"]);
    expect(granted([tab("a", { from: now + 1 })], gold)).toEqual({ ids: [], until: now + 1 });
    expect(granted([tab("a", { until: now + 1 })], gold)).toEqual({ ids: ["a"], until: now + 1 });
    expect(granted([tab("a", { until: now })], gold).ids).toEqual([]);
    expect(granted([tab("a", { state: "ended" })], gold).ids).toEqual([]);
  });

  it("says when time alone may change it, by memberships that matter only", () => {
    const segments = { gold: now + 9, other: now + 1, frozen: now + 5 };
    expect(granted([tab("a", { exclude: ["frozen"] })], segments).until).toBe(now + 5);
    expect(granted([tab("a")], segments).until).toBe(now + 9);
  });

  it("leaves out a stable part of about the size that was asked for", () => {
    const held = Array.from({ length: 20_000 }, (_, at) =>
      isHeldOut({ ...tab("a"), holdoutPercent: 10 }, `p${at}`),
    ).filter(Boolean).length;
    expect(held).toBeGreaterThan(1_850);
    expect(held).toBeLessThan(2_150);
  });

  it("leaves out the very people that a program's own segment leaves out", () => {
    const program = { ...tab("a"), holdoutPercent: 33 };
    const attributes = { contact: new Map(), company: new Map() };
    const rule = compileRule(audienceRule(program), { object: "contact", zone: "UTC", attributes });
    for (let at = 0; at < 500; at += 1) {
      const id = `p${at}`;
      const segments = new Set(["gold"]);
      const record = { id, attributes: new Map(), behaviours: new Map(), segments };
      expect(rule.evaluate(record, now), id).toBe(!isHeldOut(program, id));
    }
  });

  it("puts each person in one variant, always the same, and the rest in none", () => {
    const program = {
      ...tab("a"),
      variants: [
        { name: "A", percent: 40 },
        { name: "B", percent: 40 },
      ],
    };
    const found = Array.from({ length: 10_000 }, (_, at) => variantOf(program, `p${at}`));
    for (const [name, share] of [
      ["A", 0.4],
      ["B", 0.4],
      [undefined, 0.2],
    ] as const)
      expect(found.filter((each) => each === name).length / 10_000).toBeCloseTo(share, 1);
  });
});

describe("prices", () => {
  it("are those of the highest precedence, and say which rules gave way", () => {
    expect(decidePrices([price("low", 1), price("high", 20), price("middle", 10)])).toMatchObject([
      {
        programId: "high",
        reason: '"high" has precedence 20, before "middle" with 10.',
        outranked: [{ programId: "middle" }, { programId: "low" }],
      },
    ]);
  });

  it("are the older rule's where two have the same precedence, and say so", () => {
    const [decided] = decidePrices([price("young", 5, 2), price("old", 5, 1)]);
    expect(decided).toMatchObject({ programId: "old" });
    expect(decided?.reason).toContain("the same precedence");
  });
});

describe("flags", () => {
  it("name a resource once, whichever programs grant it", () => {
    const person = { profileId: "p", segments: new Map([["gold", undefined]]) };
    const twice = [tab("a"), { ...tab("a"), id: "prg_other" }];
    expect(flagsOf(decideGrants(twice, person, now))).toMatchObject([
      { key: "portal-tab:a", value: true, metadata: { programId: "prg_a" } },
    ]);
  });
});
