import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  cardAddress,
  contentOf,
  reasonLine,
} from "../../../infra/install/hubspot/src/app/cards/card-content.ts";
import { getRecordCard } from "../../../shared/api/record-card.ts";

const Answer = z.object({
  known: z.boolean(),
  segments: z.array(z.record(z.string(), z.unknown())),
});

/** What the route answers, once it has passed the route's own schema. */
function answer(segments: readonly object[], known = true): unknown {
  return Answer.parse(getRecordCard.output.parse({ known, segments }));
}

const gold = { id: "seg_1", name: "Gold", because: ['tier is "Gold"', "not (left is true)"] };

describe("the card", () => {
  it("asks where the API answers, for a contact or a company", () => {
    const at = (objectTypeId: string) =>
      new URL(cardAddress("https://muster.test/", { objectTypeId, objectId: 51 }));
    expect(at("0-1").pathname).toBe(getRecordCard.path.replace("{kind}", "hubspot"));
    for (const [typeId, object] of [
      ["0-1", "contact"],
      ["0-2", "company"],
    ] as const) {
      const query = Object.fromEntries(at(typeId).searchParams);
      expect(getRecordCard.input.query?.parse(query)).toEqual({ object, record: "51" });
    }
  });

  it("shows each segment with its reasons and days", () => {
    const since = "2026-11-22T10:00:00.000Z";
    const leavesAt = "2026-12-24T00:00:00.000Z";
    const content = contentOf(200, answer([{ ...gold, since, leavesAt }]));
    expect(content).toEqual({ kind: "segments", segments: [{ ...gold, since, leavesAt }] });
    expect(reasonLine({ ...gold, since, leavesAt })).toBe(
      'tier is "Gold"; not (left is true) · since 2026-11-22 · leaves 2026-12-24',
    );
    expect(reasonLine({ ...gold, because: [], since: undefined, leavesAt })).toBe(
      "kept in by the segment's grace · leaves 2026-12-24",
    );
  });

  it("says in a sentence why there is nothing to show", () => {
    const sentence = (status: number, body: unknown) => {
      const content = contentOf(status, body);
      return content.kind === "sentence" ? [content.tone, content.text] : content;
    };
    expect(sentence(200, answer([]))).toEqual(["info", "In no segment."]);
    expect(sentence(200, answer([], false))).toEqual([
      "info",
      "This record has not come in to Muster yet.",
    ]);
    const detail = "This HubSpot account is not connected to Muster: connect it there first.";
    expect(sentence(404, { status: 404, detail })).toEqual(["warning", detail]);
    const tryAgain = [undefined, null, "<html>", { detail: 7 }];
    for (const body of tryAgain)
      expect(sentence(502, body)).toEqual([
        "warning",
        "Muster answered with 502. Try again in a minute.",
      ]);
    for (const body of [undefined, [], { known: true }, { known: true, segments: "none" }])
      expect(sentence(200, body)).toEqual([
        "warning",
        "Muster's answer could not be read. Try again in a minute.",
      ]);
  });
});
