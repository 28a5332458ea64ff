import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  filledLine,
  filledText,
  type MailValues,
  ownerAddress,
  placeholderFault,
} from "../../shared/programs/mail-text.ts";

const attributes = new Map<string, string | number | boolean | string[]>([
  ["firstname", "Ann"],
  ["seats", 12],
  ["regions", ["EMEA", "APAC"]],
  ["sly", "{{owner}}\r\nBcc: all@acme.test"],
]);

const values: MailValues = {
  program: "Onboarding",
  owner: "Priya",
  at: "2026-11-22T10:00:00.000Z",
  person: (attribute) => attributes.get(attribute),
  deal: { id: "d-1", stage: "Won" },
};

describe("the text of a mail", () => {
  it.each([
    ["{{program}} by {{ owner }} at {{at}}", "Onboarding by Priya at 2026-11-22T10:00:00.000Z"],
    ["Hello {{person.firstname}}", "Hello Ann"],
    ["Hello {{person.lastname|there}}{{person.lastname}}.", "Hello there."],
    ["{{person.seats}} seats in {{person.regions}}", "12 seats in EMEA, APAC"],
    ["{{deal.id}} is {{deal.stage}}, {{deal.toString|no more}}", "d-1 is Won, no more"],
    ["No placeholder: { } {a}", "No placeholder: { } {a}"],
  ])("%s", (text, filled) => {
    expect(filledText(text, values)).toBe(filled);
  });

  it("takes what a value says for words, on one line", () => {
    expect(filledText("{{person.sly}}", values)).toBe("{{owner}} Bcc: all@acme.test");
  });

  it("is on one line where it is a subject, whatever values hold", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        const line = filledLine("A {{person.x}} b", { ...values, person: () => value });
        expect(line).not.toMatch(/[\r\n\u2028\u2029\0]/);
        expect(line.length).toBeLessThan(520);
      }),
    );
  });
});

describe("placeholders", () => {
  it.each([
    ["Hello {{firstname}}", "no placeholder {{firstname}}"],
    ["{{person.}}", "no placeholder {{person.}}"],
    ["{{deal.stage}}", "no placeholder {{deal.stage}}"],
    ["{{person.firstname", "not closed"],
    ["person.firstname}}", "not closed"],
    ["{{constructor}}", "no placeholder"],
  ])("%s", (text, fault) => {
    expect(placeholderFault(text, "entering")).toContain(fault);
  });

  it("may say what stands there without a value, and of a deal are for news of deals", () => {
    expect(placeholderFault("Hello {{person.firstname|there}}", "entering")).toBeUndefined();
    expect(placeholderFault("{{deal.stage}}", "deals")).toBeUndefined();
  });
});

describe("an owner's address", () => {
  it.each([
    ["Ann Lee <ann@acme.test>", "ann@acme.test"],
    ["ann@acme.test", "ann@acme.test"],
    ["Ann Lee, Partner Enablement", undefined],
    ["Ann <ann at acme>", undefined],
    ["<a@b.test, c@d.test>", undefined],
  ])("%s", (owner, address) => {
    expect(ownerAddress(owner)).toBe(address);
  });
});
