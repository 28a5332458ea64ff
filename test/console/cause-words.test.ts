import { describe, expect, it } from "vitest";
import { causeWords } from "../../console/parts/cause-words.ts";

const because = (attribute: string, connection?: string) =>
  causeWords(
    {
      kind: "change",
      at: "2026-11-22T10:00:00.000Z",
      attribute,
      ...(connection === undefined ? {} : { connection }),
    },
    () => "Sample CRM",
  );

describe("why somebody entered or left", () => {
  it("says what changed where, and whose it is", () => {
    expect(because("tier", "con_1")).toBe("tier changed in Sample CRM");
    expect(because("company.partner_tier")).toBe("their company's partner_tier changed");
    expect(because("contacts.score")).toBe("one of its people's score changed");
    expect(because("behaviours.course_page_viewed")).toBe("“course page viewed” happened");
  });
});
