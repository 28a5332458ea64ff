import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packOrdinals, unpackOrdinals } from "../../shared/profiles/pack-ordinals.ts";

describe("packed ordinals", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 1_000_000 })), (ordinals) => {
        const ascending = ordinals.sort((one, other) => one - other);
        expect(unpackOrdinals(packOrdinals(ascending))).toEqual(ascending);
      }),
    );
  });

  it("take about a byte each where memberships are dense", () => {
    const thousand = Array.from({ length: 1_000 }, (_, position) => position * 10);
    expect(packOrdinals(thousand).byteLength).toBe(1_000);
  });
});
