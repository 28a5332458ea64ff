import { describe, expect, it } from "vitest";
import { details, headline, type TimelineItem } from "../../console/profiles/timeline-words.ts";

const at = "2026-11-22T10:00:00.000Z";
const names = {
  connectionName: (id: string) => (id === "con_1" ? "Our CRM" : "a removed connection"),
  labelOf: (attribute: string) => (attribute === "partner_tier" ? "Partner tier" : attribute),
};

describe("a line of the timeline", () => {
  it("says what changed by the names that people know, cleared values too", () => {
    const item: TimelineItem = {
      kind: "changed",
      at,
      connectionId: "con_1",
      values: { partner_tier: "Gold", seats: 1_200, optIn: false, region: null, tags: ["a", "b"] },
    };
    expect(headline(item)).toBe("5 values were told");
    expect(details(item, names)).toEqual([
      "Partner tier: Gold",
      `seats: ${(1_200).toLocaleString()}`,
      "optIn: no",
      "region: no value",
      "tags: a, b",
    ]);
  });

  it("says who entered what, and why", () => {
    const cause = { kind: "change", attribute: "tier", connection: "con_1", at } as const;
    const item: TimelineItem = { kind: "entered", at, segment: "Gold partners", cause };
    expect(headline(item)).toBe("Entered Gold partners");
    expect(details(item, names)).toEqual(["because tier changed in Our CRM"]);
    const passed: TimelineItem = { ...item, kind: "exited", cause: { kind: "time", at } };
    expect(headline(passed)).toBe("Left Gold partners");
    expect(details(passed, names)).toEqual(["because time passed"]);
  });

  it("says what somebody did, with its properties", () => {
    const properties = { course: "c-1", page: 3 };
    const item: TimelineItem = { kind: "behaved", at, behaviour: "course_page_viewed", properties };
    expect(headline(item)).toBe("course page viewed");
    expect(details(item, names)).toEqual(["course: c-1", "page: 3"]);
  });
});
