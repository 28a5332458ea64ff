import { describe, expect, it } from "vitest";
import { iso, windowNamed } from "./turbulent-times.ts";

const at = (text: string) => Date.parse(text);

/** A window over units shows a value once, from one instant to another. */
describe("a window over units shows a value", () => {
  it.each([
    ["current", "day", "UTC", "2026-11-22T10:00Z", "2026-11-22T00:00Z", "2026-11-23T00:00Z"],
    ["previous", "day", "UTC", "2026-11-22T10:00Z", "2026-11-23T00:00Z", "2026-11-24T00:00Z"],
    ["following", "day", "UTC", "2026-11-22T10:00Z", "2026-11-21T00:00Z", "2026-11-22T00:00Z"],
    ["current", "week", "UTC", "2026-11-22T10:00Z", "2026-11-16T00:00Z", "2026-11-23T00:00Z"],
    ["previous", "month", "UTC", "2028-02-29T10:00Z", "2028-03-01T00:00Z", "2028-04-01T00:00Z"],
    ["following", "month", "UTC", "2028-03-01T10:00Z", "2028-02-01T00:00Z", "2028-03-01T00:00Z"],
    ["previous", "quarter", "UTC", "2026-12-31T10:00Z", "2027-01-01T00:00Z", "2027-04-01T00:00Z"],
    ["following", "year", "UTC", "2028-01-01T00:00Z", "2027-01-01T00:00Z", "2028-01-01T00:00Z"],
    [
      "current",
      "day",
      "Europe/Berlin",
      "2026-10-25T10:00Z",
      "2026-10-24T22:00Z",
      "2026-10-25T23:00Z",
    ],
    [
      "previous",
      "day",
      "America/Sao_Paulo",
      "2017-10-14T12:00Z",
      "2017-10-15T03:00Z",
      "2017-10-16T02:00Z",
    ],
    [
      "following",
      "week",
      "Africa/Cairo",
      "2026-04-27T12:00Z",
      "2026-04-19T22:00Z",
      "2026-04-26T21:00Z",
    ],
    // The day before 31 December 2011 is 29 December: the 30th never was in Apia.
    [
      "previous",
      "day",
      "Pacific/Apia",
      "2011-12-30T09:00Z",
      "2011-12-30T10:00Z",
      "2011-12-31T10:00Z",
    ],
  ] as const)(
    "%s %s in %s: that of %s from %s to before %s",
    (kind, unit, zone, seen, from, until) => {
      const { contains, nextChange } = windowNamed(kind, unit, zone);
      const value = at(seen);
      expect(iso(nextChange(value, at("2001-01-01")))).toBe(iso(at(from)));
      expect(contains(value, at(from) - 1)).toBe(false);
      expect(contains(value, at(from))).toBe(true);
      expect(iso(nextChange(value, at(from)))).toBe(iso(at(until)));
      expect(contains(value, at(until) - 1)).toBe(true);
      expect(contains(value, at(until))).toBe(false);
      expect(iso(nextChange(value, at(until)))).toBe("never");
    },
  );

  it("where it lies in the unit, both ends looked at", () => {
    const { contains } = windowNamed("current", "month", "UTC");
    const now = at("2026-11-22T10:00Z");
    expect(contains(at("2026-11-01T00:00Z"), now)).toBe(true);
    expect(contains(at("2026-11-01T00:00Z") - 1, now)).toBe(false);
    expect(contains(at("2026-12-01T00:00Z") - 1, now)).toBe(true);
    expect(contains(at("2026-12-01T00:00Z"), now)).toBe(false);
  });
});
