import { describe, expect, it } from "vitest";
import { dayOf } from "../../console/parts/day-words.ts";
import { utcDayName, utcDayNote, utcDaySpan, utcDayStart } from "../../console/parts/utc-days.ts";

const chicago = { locale: "en-US", zone: "America/Chicago" };
const utc = { locale: "en-US", zone: "UTC" };
/** Spaces before AM and PM are narrow in some versions of the locale data. */
const plain = (text: string) => text.replaceAll(/\s/g, " ");

describe("a day of a tally, which is a day in UTC", () => {
  it("keeps its name whatever zone the reader is in", () => {
    expect(utcDayName("2026-11-22", chicago)).toBe("Nov 22");
    expect(utcDayName("2026-11-22", utc)).toBe("Nov 22");
  });

  it("says from when to when it is on the reader's clock", () => {
    expect(plain(utcDaySpan("2026-11-22", chicago))).toBe(
      "Nov 22 (UTC): Nov 21, 2026, 6:00 PM to Nov 22, 2026, 6:00 PM your time",
    );
    expect(utcDaySpan("2026-11-22", utc)).toBe("Nov 22 (UTC)");
  });

  it("says when days begin for the reader", () => {
    const summer = new Date("2026-07-01T15:00:00Z");
    expect(plain(utcDayNote(chicago, summer))).toBe(
      "Days are counted in UTC: each begins at 7:00 PM your time.",
    );
    expect(utcDayNote(utc, summer)).toBe("Days are counted in UTC.");
    expect(plain(utcDayStart(chicago, summer))).toBe("7:00 PM");
    expect(utcDayStart(utc, summer)).toBe("midnight");
  });
});

describe("a day of the calendar", () => {
  it("is the same day in every zone, unlike an instant", () => {
    expect(dayOf("2027-01-01", "en-US")).toBe("Jan 1, 2027");
    expect(dayOf("2027-01-01T00:00:00Z", "en-US")).toBeUndefined();
    expect(dayOf("2027-02-30", "en-US")).toBeUndefined();
    expect(dayOf("Gold", "en-US")).toBeUndefined();
  });
});
