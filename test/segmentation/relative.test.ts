import { describe, expect, it } from "vitest";
import { calendarOf } from "../../shared/segmentation/time/calendar-of.ts";
import { withinAfter, withinBefore } from "../../shared/segmentation/time/relative.ts";
import { durationOf } from "./turbulent-times.ts";

const at = (text: string) => Date.parse(text);

describe("an instant relative to another", () => {
  it.each([
    ["P7D", "UTC", "2026-11-22T10:00Z", "2026-11-29T10:00Z"],
    ["P1M", "UTC", "2026-01-31T10:00Z", "2026-02-28T10:00Z"],
    ["P1D", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T11:00Z"],
    ["PT24H", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-29T12:00Z"],
  ])("is within %s after in %s: after %s, up to %s", (duration, zone, anchor, end) => {
    const within = (seen: number) =>
      withinAfter(seen, at(anchor), durationOf(duration), calendarOf(zone));
    expect(within(at(anchor))).toBe(false);
    expect(within(at(anchor) + 1)).toBe(true);
    expect(within(at(end))).toBe(true);
    expect(within(at(end) + 1)).toBe(false);
  });

  it.each([
    ["P7D", "UTC", "2026-11-22T10:00Z", "2026-11-15T10:00Z"],
    ["P1M", "UTC", "2026-03-31T10:00Z", "2026-02-28T10:00Z"],
    ["P1D", "Europe/Berlin", "2026-10-25T13:00Z", "2026-10-24T12:00Z"],
    ["PT24H", "Europe/Berlin", "2026-10-25T13:00Z", "2026-10-24T13:00Z"],
  ])("is within %s before in %s: before %s, back to %s", (duration, zone, anchor, start) => {
    const within = (seen: number) =>
      withinBefore(seen, at(anchor), durationOf(duration), calendarOf(zone));
    expect(within(at(anchor))).toBe(false);
    expect(within(at(anchor) - 1)).toBe(true);
    expect(within(at(start))).toBe(true);
    expect(within(at(start) - 1)).toBe(false);
  });
});
