import { describe, expect, it } from "vitest";
import { iso, windowNamed } from "./turbulent-times.ts";

const at = (text: string) => Date.parse(text);

function firstChanges(
  kind: "anniversaryNext" | "anniversaryLast",
  span: string,
  zone: string,
  seen: string,
  from: string,
) {
  const { nextChange } = windowNamed(kind, span, zone);
  let now = at(from);
  return [1, 2, 3, 4].map(() => {
    now = nextChange(at(seen), now);
    return iso(now).slice(0, 16);
  });
}

describe("anniversaries within the next days", () => {
  it("come into sight ahead of their day and leave at its end, each year", () => {
    expect(
      firstChanges("anniversaryNext", "P30D", "UTC", "2020-05-17T09:00Z", "2026-01-01T00:00Z"),
    ).toEqual(["2026-04-17T00:00", "2026-05-18T00:00", "2027-04-17T00:00", "2027-05-18T00:00"]);
  });

  it("do not count the day itself", () => {
    const { contains } = windowNamed("anniversaryNext", "P30D", "UTC");
    expect(contains(at("2026-05-17T09:00Z"), at("2026-05-17T10:00Z"))).toBe(false);
    expect(contains(at("2026-05-17T09:00Z"), at("2026-05-01T10:00Z"))).toBe(false);
    expect(contains(at("2026-05-17T09:00Z"), at("2027-05-17T10:00Z"))).toBe(true);
  });

  it("of 29 February are on the 28th in common years", () => {
    expect(
      firstChanges("anniversaryNext", "P1D", "UTC", "2024-02-29T09:00Z", "2027-01-01T00:00Z"),
    ).toEqual(["2027-02-27T00:00", "2027-03-01T00:00", "2028-02-28T00:00", "2028-03-01T00:00"]);
  });

  it("are days of the zone's calendar, also where one begins at 01:00", () => {
    // 31 December, 23:30 in UTC, is 1 January in Berlin.
    expect(
      firstChanges(
        "anniversaryNext",
        "P1D",
        "Europe/Berlin",
        "2020-12-31T23:30Z",
        "2026-06-01T00:00Z",
      ),
    ).toEqual(["2026-12-30T23:00", "2027-01-01T23:00", "2027-12-30T23:00", "2028-01-01T23:00"]);
    expect(
      firstChanges(
        "anniversaryNext",
        "PT1H",
        "Asia/Beirut",
        "2020-03-29T12:00Z",
        "2026-01-01T00:00Z",
      ),
    ).toEqual(["2026-03-28T21:00", "2026-03-29T21:00", "2027-03-28T20:00", "2027-03-29T21:00"]);
  });

  it("stay in sight for ever with a whole year, once the first is", () => {
    const { nextChange } = windowNamed("anniversaryNext", "P1Y", "UTC");
    const seen = at("2026-05-17T09:00Z");
    expect(iso(nextChange(seen, at("2026-01-01T00:00Z")))).toBe("2026-05-17T00:00:00.000Z");
    expect(iso(nextChange(seen, at("2026-05-17T00:00Z")))).toBe("never");
  });
});

describe("anniversaries within the last days", () => {
  it("are in sight from the start of their day", () => {
    expect(
      firstChanges("anniversaryLast", "P30D", "UTC", "2020-05-17T09:00Z", "2026-01-01T00:00Z"),
    ).toEqual(["2026-05-17T00:00", "2026-06-16T00:00", "2027-05-17T00:00", "2027-06-16T00:00"]);
  });

  it("do not count the day itself", () => {
    const { contains, nextChange } = windowNamed("anniversaryLast", "P30D", "UTC");
    const seen = at("2026-05-17T09:00Z");
    expect(contains(seen, seen)).toBe(false);
    expect(iso(nextChange(seen, seen))).toBe("2027-05-17T00:00:00.000Z");
  });

  it("of 29 February leave a whole year's sight for the last day of a leap February's 28th", () => {
    expect(
      firstChanges("anniversaryLast", "P1Y", "UTC", "2024-02-29T09:00Z", "2025-06-01T00:00Z"),
    ).toEqual(["2028-02-28T00:00", "2028-02-29T00:00", "2032-02-28T00:00", "2032-02-29T00:00"]);
  });

  it("follow the clock over a shift", () => {
    expect(
      firstChanges(
        "anniversaryLast",
        "P1D",
        "Europe/Berlin",
        "2020-03-29T12:00Z",
        "2026-01-01T00:00Z",
      ),
    ).toEqual(["2026-03-28T23:00", "2026-03-29T22:00", "2027-03-28T22:00", "2027-03-29T22:00"]);
  });
});
