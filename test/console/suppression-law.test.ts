import { describe, expect, it } from "vitest";
import { draftOf, type Law, lawOf, lawWords } from "../../console/data-quality/suppression-law.ts";
import { SuppressionLaw } from "../../shared/contracts/suppression.ts";

const optedOut: Law = { attribute: "suppressed", when: [true] };
const consent: Law = { attribute: "marketingConsent", unless: ["granted", "implied"] };

describe("who is kept off every list", () => {
  it("comes out of the form as it went in, in the types that the attribute holds", () => {
    expect(lawOf(draftOf(optedOut), { boolean: 4 })).toEqual(optedOut);
    expect(lawOf(draftOf(consent), { string: 9 })).toEqual(consent);
    const stage: Law = { attribute: "stage", when: [3] };
    expect(lawOf(draftOf(stage), { number: 2 })).toEqual(stage);
    expect(lawOf(draftOf(stage), { string: 2 })).toEqual({ attribute: "stage", when: ["3"] });
    for (const law of [optedOut, consent]) expect(SuppressionLaw.safeParse(law).success).toBe(true);
  });

  it("is said with what a missing value does", () => {
    expect(lawWords(optedOut)).toBe("whose suppressed is “yes”");
    expect(lawWords(consent)).toBe(
      "whose marketingConsent is anything but “granted” or “implied”, or has no value",
    );
  });
});
