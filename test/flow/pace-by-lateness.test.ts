import { describe, expect, it } from "vitest";
import {
  firstPace,
  heededMs,
  nextPace,
  type Pace,
  rateOf,
} from "../../shared/flow/pace-by-lateness.ts";
import type { Late } from "../../shared/storage/lateness.ts";

const late = (at: number, waitedMs: number, writtenAt = at - waitedMs): Late => ({
  shardId: "s",
  at,
  writtenAt,
  waitedMs,
});

/** Looks five times a second for so long. */
function quietFor(pace: Pace, fromMs: number, ms: number): Pace {
  let last = pace;
  for (let now = fromMs; now < fromMs + ms; now += 200)
    last = nextPace(last, [], { now, elapsedMs: 200 });
  return last;
}

describe("the pace of imports", () => {
  it("doubles and doubles while nothing is late", () => {
    expect(rateOf(quietFor(firstPace, 0, 4_200))).toBeGreaterThan(200);
    expect(rateOf(quietFor(firstPace, 0, 60_000))).toBe(5_000);
  });

  it("falls when records are late, once for all that was on its way", () => {
    const fast = { ...firstPace, rate: 1_000 };
    const slowed = nextPace(fast, [late(10_000, 400)], { now: 10_000, elapsedMs: 200 });
    expect(rateOf(slowed)).toBe(600);
    const onTheirWay = [late(11_000, 600, 10_400), late(11_500, 700, 10_800)];
    expect(rateOf(nextPace(slowed, onTheirWay, { now: 11_500, elapsedMs: 200 }))).toBe(600);
    const since = [late(12_000, 400, 11_600)];
    expect(rateOf(nextPace(slowed, since, { now: 12_000, elapsedMs: 200 }))).toBeCloseTo(360);
  });

  it("rises more slowly after it fell", () => {
    const slowed = nextPace(firstPace, [late(10_000, 400)], { now: 10_000, elapsedMs: 200 });
    const rising = quietFor(slowed, 10_000, 20_000);
    expect(rateOf(rising) / rateOf(slowed)).toBeLessThan(2.2);
    expect(rateOf(rising) / rateOf(slowed)).toBeGreaterThan(1.8);
  });

  it("is the slowest while records are very late, and what it was before thereafter", () => {
    const pace = { ...firstPace, rate: 1_000, slowedAt: 9_000 };
    const behind = nextPace(pace, [late(10_000, 3_000)], { now: 10_000, elapsedMs: 200 });
    expect(rateOf(behind)).toBe(50);
    expect(rateOf(nextPace(behind, [], { now: 12_000, elapsedMs: 200 }))).toBeGreaterThan(1_000);
  });

  it("never stops", () => {
    let pace = firstPace;
    for (let now = 0; now < 600_000; now += 2_000)
      pace = nextPace(pace, [late(now, 500)], { now, elapsedMs: 2_000 });
    expect(rateOf(pace)).toBe(50);
  });
});

/** A publisher of batches, of at most a hundred records, each after the other. */
class Publisher {
  readonly #waiting: number[] = [];
  readonly #noted: Late[] = [];
  readonly waits: number[] = [];
  readonly #batchMs: number;
  readonly #recordMs: number;
  #busyUntil = 0;
  published = 0;

  constructor(batchMs: number, recordMs: number) {
    this.#batchMs = batchMs;
    this.#recordMs = recordMs;
  }

  write(now: number, count: number): void {
    for (let at = 0; at < count; at += 1) this.#waiting.push(now);
  }

  step(now: number): void {
    const [writtenAt] = this.#waiting;
    if (writtenAt === undefined || now < this.#busyUntil) return;
    const waitedMs = this.#busyUntil - writtenAt;
    if (waitedMs >= 200) this.#noted.push(late(now, waitedMs, writtenAt));
    this.waits.push(now - writtenAt);
    const batch = this.#waiting.splice(0, 100).length;
    this.published += batch;
    this.#busyUntil = now + this.#batchMs + batch * this.#recordMs;
  }

  lateSince(instant: number): Late[] {
    return this.#noted.filter(({ at }) => at > instant);
  }
}

/** An import that always has more, over a publisher that it cannot see; what is sent is written later. */
function lived(publisher: Publisher, seconds: number, pacing: boolean): void {
  const onTheirWay: { at: number; count: number }[] = [];
  let pace = firstPace;
  let sendsAt = 0;
  for (let now = 0; now < seconds * 1_000; now += 10) {
    if (now % 200 === 0)
      pace = nextPace(pace, publisher.lateSince(now - heededMs), { now, elapsedMs: 200 });
    if (now >= sendsAt) {
      const count = Math.ceil(rateOf(pace) / 3);
      onTheirWay.push({ at: now + 250, count: pacing ? count : 1_000 });
      sendsAt = now + (pacing ? (count * 1_000) / rateOf(pace) : 1_000);
    }
    while ((onTheirWay[0]?.at ?? Number.POSITIVE_INFINITY) <= now)
      publisher.write(now, onTheirWay.shift()?.count ?? 0);
    publisher.step(now);
  }
}

const longest = (waits: readonly number[]): number => Math.max(...waits);

describe("an import over a publisher", () => {
  it("stands far before others where nothing makes it wait", () => {
    const publisher = new Publisher(40, 5);
    lived(publisher, 30, false);
    expect(longest(publisher.waits)).toBeGreaterThan(10_000);
  });

  it.each([
    ["a busy machine", 150, 5, 130],
    ["a machine", 40, 5, 185],
    ["a fast one", 20, 1, 800],
  ])(
    "keeps others of %s waiting little, and uses most of what it can",
    (_of, batchMs, recordMs, most) => {
      const publisher = new Publisher(batchMs, recordMs);
      lived(publisher, 120, true);
      expect(publisher.published / 120).toBeGreaterThan(0.5 * most);
      const settled = publisher.waits.slice(Math.floor(publisher.waits.length / 4));
      expect(longest(settled)).toBeLessThan(1_000);
      expect(settled.toSorted((one, other) => one - other)[settled.length >> 1]).toBeLessThan(400);
    },
  );
});
