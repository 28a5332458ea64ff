import { describe, expect, it } from "vitest";
import { addBehaviour } from "../../shared/profiles/behaviours.ts";

function told(happenedAt: number, course: string, receivedAt = 0) {
  const properties = { course, language: "en" };
  return { key: "same-id", connectionId: "lms", happenedAt, receivedAt, properties };
}

describe("a happening that its source tells twice under one id", () => {
  it("counts once, and the order of arrival does not decide what it was", () => {
    const [one, other] = [told(5, "c-1"), told(7, "c-2")];
    const forth = addBehaviour(addBehaviour({}, "viewed", one), "viewed", other);
    const back = addBehaviour(addBehaviour({}, "viewed", other), "viewed", one);
    expect(forth["viewed"]).toHaveLength(1);
    expect(forth).toEqual(back);
  });

  it("is nothing new when it is told in the same words", () => {
    const kept = addBehaviour({}, "viewed", told(5, "c-1"));
    const reordered = { ...told(5, "c-1", 99), properties: { language: "en", course: "c-1" } };
    expect(addBehaviour(kept, "viewed", reordered)).toBe(kept);
  });
});
