import { describe, expect, it } from "vitest";
import { type MergePointer, partedPointers } from "../../shared/profiles/parted-pointers.ts";
import { Random, seedOf } from "../segmentation/random.ts";

type Pointers = ReadonlyMap<string, { readonly mergedInto?: string; readonly mergedAt?: number }>;

/** Profiles that were merged one after the other until one is left. */
function merged(random: Random, size: number): { root: string; read: Pointers } {
  const read = new Map<string, { mergedInto?: string; mergedAt?: number }>();
  const alive = Array.from({ length: size }, (_, number) => `p${number}`);
  for (const id of alive) read.set(id, {});
  let now = 0;
  while (alive.length > 1) {
    now += 1 + random.below(9);
    const [loser = ""] = alive.splice(random.below(alive.length), 1);
    read.set(loser, { mergedInto: random.pick(alive), mergedAt: now });
  }
  return { root: alive[0] ?? "", read };
}

function readBack(pointers: readonly MergePointer[]): Pointers {
  return new Map(pointers.map(({ id, into, mergedAt }) => [id, { mergedInto: into, mergedAt }]));
}

/** The instants of the merges on the way from one to the last, and who that is. */
function way(read: Pointers, from: string): { end: string; instants: number[]; passed: string[] } {
  const instants: number[] = [];
  const passed = [from];
  for (let next = read.get(from); next?.mergedInto !== undefined; ) {
    instants.push(next.mergedAt ?? 0);
    passed.push(next.mergedInto);
    next = read.get(next.mergedInto);
  }
  return { end: passed.at(-1) ?? from, instants, passed };
}

/** When two became one. */
function unitedAt(read: Pointers, one: string, other: string): number {
  const [first, second] = [way(read, one), way(read, other)];
  const common = first.passed.find((id) => second.passed.includes(id)) ?? "";
  const before = ({ passed, instants }: ReturnType<typeof way>): number[] =>
    instants.slice(0, passed.indexOf(common));
  return Math.max(0, ...before(first), ...before(second));
}

describe("pointers of a profile that is parted", () => {
  const random = new Random(seedOf("parted pointers"));
  const stories = Array.from({ length: 300 }, () => {
    const whole = merged(random, 2 + random.below(7));
    const ids = [...whole.read.keys()].filter((id) => id !== whole.root);
    const leaving = ids.filter(() => random.chance(0.5));
    const staying = [whole.root, ...ids.filter((id) => !leaving.includes(id))];
    const halves = [{ to: whole.root, ids: staying }];
    const [to] = leaving;
    if (to !== undefined) halves.push({ to, ids: leaving });
    return { ...whole, halves };
  });

  it("lead to the one that has their records, by ever later merges", () => {
    for (const { root, read, halves } of stories)
      for (const { to, ids } of halves) {
        const after = readBack(partedPointers(to, ids, { from: root, read, now: 1_000 }));
        const ways = ids.map((id) => way(after, id));
        expect(ways.map(({ end }) => end)).toEqual(ids.map(() => to));
        for (const { instants } of ways)
          expect(instants).toEqual(instants.toSorted((one, other) => one - other));
      }
  });

  it("still tell of each two that stay together when they became one", () => {
    for (const { root, read, halves } of stories)
      for (const { to, ids } of halves) {
        const after = readBack(partedPointers(to, ids, { from: root, read, now: 1_000 }));
        const pairs = ids.flatMap((one) => ids.map((other) => [one, other] as const));
        expect(pairs.map(([one, other]) => unitedAt(after, one, other))).toEqual(
          pairs.map(([one, other]) => unitedAt(read, one, other)),
        );
      }
  });

  it("stay as they are where nobody on the way leaves", () => {
    for (const { root, read, halves } of stories) {
      const ids = halves.filter(({ to }) => to === root).flatMap((half) => half.ids);
      const after = readBack(partedPointers(root, ids, { from: root, read, now: 1_000 }));
      const intact = ids.filter((id) => way(read, id).passed.every((each) => ids.includes(each)));
      expect(intact.map((id) => way(after, id))).toEqual(intact.map((id) => way(read, id)));
    }
  });
});
