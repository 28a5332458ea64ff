import { describe, expect, it } from "vitest";
import { editWords } from "../../console/segments/activity/edit-words.ts";
import { bodyOf, offersOf } from "../../console/segments/destinations/destination-words.ts";
import { draftOf, patchOf } from "../../console/segments/edit/details-draft.ts";
import { lifecycleNews } from "../../console/segments/overview/lifecycle-news.ts";
import type { Segment } from "../../console/segments/use-segment.ts";

const segment: Segment = {
  id: "seg_1",
  name: "Gold",
  object: "contact",
  owner: "Ann",
  state: "live",
  size: 3,
  sizes: [3],
  today: { entered: 3, exited: 0 },
  version: 1,
  description: 'tier is "Gold"',
  purpose: "Deal desk",
  exitGrace: "P7D",
  rule: { combinator: "and", rules: [] },
  programs: [],
  findings: [],
  warnings: [],
  createdAt: "2026-11-22T10:00:00.000Z",
  versions: [],
};

describe("an edit of a segment's details", () => {
  it("sends only what differs, so that what others edit beside it stays", () => {
    expect(patchOf(segment, draftOf(segment))).toEqual({});
    expect(patchOf(segment, { ...draftOf(segment), owner: "Bo" })).toEqual({ owner: "Bo" });
  });

  it("takes away what was emptied", () => {
    const emptied = { ...draftOf(segment), purpose: "", exitGrace: "" };
    expect(patchOf(segment, emptied)).toEqual({ description: null, exitGrace: null });
  });

  it("carries why, in the history's words", () => {
    const draft = { ...draftOf(segment), exitLeads: ["P7D"], reason: " New policy " };
    expect(patchOf(segment, draft)).toEqual({ exitLeads: ["P7D"], reason: "New policy" });
  });
});

describe("where a segment can be pushed", () => {
  const counters = { webhooks: 0, events: 0, ignored: 0, changes: 0, refused: 0 };
  const crm = {
    id: "con_1",
    kind: "hubspot" as const,
    label: "HubSpot",
    name: "Our CRM",
    state: "connected" as const,
    rank: 1,
    createdAt: "2026-11-22T10:00:00.000Z",
    counters,
  };

  it("is what connected systems take, and any address", () => {
    const offers = offersOf([crm, { ...crm, id: "con_2", state: "reconnect-needed" as const }]);
    expect(offers.map(({ label }) => label)).toEqual([
      "List in Our CRM",
      "Property of each record in Our CRM",
      "Signed webhooks to an address",
    ]);
  });

  it("asks for no more than the kind needs", () => {
    const [list, , address] = offersOf([crm]);
    if (list === undefined || address === undefined) throw new Error("there are three");
    expect(bodyOf(list, "anything")).toEqual({ kind: "hubspot-list", connectionId: "con_1" });
    const url = "https://acme.test/hook";
    expect(bodyOf(address, ` ${url} `)).toEqual({ kind: "webhook", url });
  });
});

describe("the words of an edit", () => {
  it("name the fields as people know them", () => {
    const edit = { at: "2026-11-22T10:00:00.000Z", actor: "Ann" };
    const fields = ["owner", "exitGrace"];
    expect(editWords({ ...edit, kind: "edited", fields })).toBe("changed owner, when one leaves");
    expect(editWords({ ...edit, kind: "promoted", version: 2 })).toBe("had version 2 take over");
  });
});

describe("what a segment's life calls for", () => {
  it("is told beside the findings of its rule, not twice", () => {
    const finding = {
      code: "stale" as const,
      severity: "warning" as const,
      message: "No source said anything.",
      remedy: "See whether it is connected.",
    };
    const warnings = ["No source said anything. See whether it is connected.", "Its time is over."];
    const warned = { ...segment, findings: [finding], warnings };
    expect(lifecycleNews(warned)).toEqual(["Its time is over."]);
  });
});
