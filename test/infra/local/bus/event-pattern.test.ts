import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileEventPattern } from "../../../../infra/local/bus/event-pattern.ts";
import { EventPatternError } from "../../../../infra/local/bus/pattern-error.ts";
import cases from "./event-pattern-cases.json" with { type: "json" };

describe("an event pattern", () => {
  it.each(cases)("$title", ({ pattern, matches, misses }) => {
    const matcher = compileEventPattern(pattern);
    expect(matches.filter((event) => !matcher(event))).toEqual([]);
    expect(misses.filter((event) => matcher(event))).toEqual([]);
  });

  it("finds a wildcard wherever a regular expression does", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    const pieces = fc.array(
      fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(pieces, fc.boolean(), letters, (parts, open, text) => {
        const pattern = `${parts.join("*")}${open ? "*" : ""}`;
        const expected = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
        expect(compileEventPattern({ a: [{ wildcard: pattern }] })({ a: text })).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("is not slowed down by a wildcard that nearly matches in many ways", () => {
    const matcher = compileEventPattern({ a: [{ wildcard: `${"*a".repeat(30)}*b` }] });
    const from = performance.now();
    expect(matcher({ a: "a".repeat(10_000) })).toBe(false);
    expect(performance.now() - from).toBeLessThan(5_000);
  });
});

describe("a pattern that EventBridge would refuse is refused, and the place named", () => {
  it.each([
    ["'a'", "an unknown operator", { a: [{ contains: "x" }] }, "unknown operator 'contains'"],
    ["'a'", "two operators in one object", { a: [{ prefix: "x", suffix: "y" }] }, "exactly one"],
    ["'a'", "an object without operator", { a: [{}] }, "exactly one"],
    ["'detail.a'", "a bare value", { detail: { a: "x" } }, "a list of values or with an object"],
    ["'a'", "an empty list", { a: [] }, "not empty"],
    ["its root", "an empty pattern", {}, "at least one field"],
    ["its root", "no object", ["a"], "a JSON object"],
    ["'a'", "a list in a list", { a: [["x"]] }, "a matcher is a value or an object"],
    ["'a.prefix'", "a prefix of a number", { a: [{ prefix: 7 }] }, "must be a string"],
    ["'a.prefix'", "a prefix with an operator", { a: [{ prefix: { suffix: "x" } }] }, "'suffix'"],
    ["'a.exists'", "exists of a text", { a: [{ exists: "true" }] }, "true or false"],
    ["'a.numeric'", "an unknown comparison", { a: [{ numeric: ["!=", 1] }] }, '"!="'],
    ["'a.numeric'", "a comparison with a text", { a: [{ numeric: [">", "1"] }] }, "numbers"],
    ["'a.numeric'", "a number out of range", { a: [{ numeric: [">", 6e9] }] }, "5e9"],
    ["'a.numeric'", "a range upside down", { a: [{ numeric: [">", 5, "<", 1] }] }, "range"],
    ["'a.numeric'", "a range of one direction", { a: [{ numeric: [">", 1, ">", 5] }] }, "range"],
    ["'a.numeric'", "half a comparison", { a: [{ numeric: [">"] }] }, "one comparison"],
    ["'a.cidr'", "no address block", { a: [{ cidr: "10.0.0.0" }] }, "address block"],
    ["'a.cidr'", "too long a mask", { a: [{ cidr: "10.0.0.0/33" }] }, "address block"],
    ["'a.wildcard'", "two asterisks in a row", { a: [{ wildcard: "a**" }] }, "in a row"],
    ["'a.wildcard'", "a wrong escape", { a: [{ wildcard: "a\\n" }] }, "escapes only"],
    ["'a.anything-but'", "a mixed list", { a: [{ "anything-but": ["x", 1] }] }, "not both"],
    ["'a.anything-but'", "an empty list", { a: [{ "anything-but": [] }] }, "not none"],
    [
      "'a.anything-but'",
      "its unknown operator",
      { a: [{ "anything-but": { cidr: "x" } }] },
      "'cidr'",
    ],
    [
      "'a.anything-but.prefix'",
      "an empty prefix",
      { a: [{ "anything-but": { prefix: "" } }] },
      "empty",
    ],
    ["'$or'", "a lone alternative", { $or: [{ a: [1] }] }, "two or more"],
    ["'$or'", "an alternative that is no pattern", { $or: [{ a: [1] }, 7] }, "each an object"],
    ["'$or.1.b'", "a fault in an alternative", { $or: [{ a: [1] }, { b: 7 }] }, "a list of values"],
  ])("%s: %s", (place, _, pattern, reason) => {
    const compile = () => compileEventPattern(pattern);
    expect(compile).toThrow(EventPatternError);
    expect(compile).toThrow(reason);
    expect(compile).toThrow(place);
  });
});
