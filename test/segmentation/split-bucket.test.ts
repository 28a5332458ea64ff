import { describe, expect, it } from "vitest";
import { splitBucket } from "../../shared/segmentation/evaluate/split-bucket.ts";

describe("the bucket of a random split", () => {
  it.each([
    ["holdout-2026", "p-1", 646],
    ["holdout-2026", "p-2", 1707],
    ["variant", "p-1", 4114],
    ["ä/b", "contact-𝒳", 9235],
    ["", "", 3346],
  ])("of salt %j and id %j is %i, as any FNV-1a says", (salt, id, bucket) => {
    expect(splitBucket(salt, id)).toBe(bucket);
  });

  it("spreads profiles evenly, and anew for each salt", () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `p-${at}`);
    const tenth = (salt: string) => new Set(ids.filter((id) => splitBucket(salt, id) < 1000));
    const [one, other] = [tenth("one"), tenth("other")];
    const both = [...one].filter((id) => other.has(id));
    expect(Math.abs(one.size - 2000)).toBeLessThan(200);
    expect(Math.abs(both.length - 200)).toBeLessThan(80);
  });
});
