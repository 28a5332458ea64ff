import { describe, expect, it } from "vitest";
import { hasPiece, type PiecePlace } from "../../../shared/segmentation/index/piece-place.ts";
import { Pieces } from "../../../shared/segmentation/index/pieces.ts";
import type { Slot } from "../../../shared/segmentation/index/slot.ts";
import { SlotTable } from "../../../shared/segmentation/index/slot-table.ts";
import type { Value } from "../../../shared/segmentation/record.ts";
import { Random, seedOf, trialsOf } from "../random.ts";
import { contactRules } from "../records.ts";

const places: readonly PiecePlace[] = ["start", "end", "anywhere", "element"];

describe("a piece of a value", () => {
  it.each<[Value, string, Record<PiecePlace, boolean | undefined>]>([
    ["Anna", "An", { start: true, end: false, anywhere: true, element: undefined }],
    ["Anna", "na", { start: false, end: true, anywhere: true, element: undefined }],
    ["Anna", "nn", { start: false, end: false, anywhere: true, element: undefined }],
    ["Anna", "b", { start: false, end: false, anywhere: false, element: undefined }],
    [["c-1", "c-2"], "c-1", { start: undefined, end: undefined, anywhere: true, element: true }],
    [["c-1", "c-2"], "c", { start: undefined, end: undefined, anywhere: false, element: false }],
    [5, "5", { start: undefined, end: undefined, anywhere: undefined, element: undefined }],
  ])("of %j: %j is at its %j", (value, piece, expected) => {
    for (const place of places) expect(hasPiece(value, place, piece), place).toBe(expected[place]);
  });
});

describe("the pieces that differ between two values", () => {
  const random = new Random(seedOf("pieces"));
  const text = (longest: number) =>
    random.list(random.below(longest + 1), () => random.pick(["a", "b", "c"])).join("");

  it.each(["start", "end", "anywhere"] as const)(
    "at the %s are those that one of them has",
    (place) => {
      for (let trial = 0; trial < trialsOf(400); trial += 1) {
        const { pieces, slots } = lookingFor(
          place,
          random.list(random.pick([2, 40]), () => text(4)),
        );
        const [one, other] = [text(9), random.chance(0.2) ? [text(3), text(3)] : text(9)];
        const differing = [...slots].filter(
          ([piece]) => hasPiece(one, place, piece) !== hasPiece(other, place, piece),
        );
        const found = [...pieces.differing(one, other)];
        expect(found).toHaveLength(new Set(found).size);
        expect(new Set(found)).toEqual(new Set(differing.map(([, slot]) => slot)));
      }
    },
  );

  it("may be all of them where a value has come, has gone or is of another type", () => {
    const { pieces, slots } = lookingFor("start", ["a", "b"]);
    const all = [...slots.values()];
    for (const other of [undefined, 5, true, ["a"]]) {
      expect([...pieces.differing("a", other)]).toEqual(all);
      expect([...pieces.differing(other, "a")]).toEqual(all);
    }
  });

  it("are of one attribute", () => {
    expect(lookingFor("start", ["a", "b"]).pieces.attribute).toBe("name");
    expect([...lookingFor("end", ["a", "b"]).pieces.slots()]).toHaveLength(2);
  });
});

function lookingFor(place: PiecePlace, texts: readonly string[]) {
  const table = new SlotTable(contactRules());
  const pieces = new Pieces(place);
  const slots = new Map<string, Slot>();
  for (const piece of texts) {
    const slot = table.ofAttribute({ kind: "piece", attribute: "name", place, piece }, piece);
    pieces.add(piece, slot);
    slots.set(piece, slot);
  }
  return { pieces, slots };
}
