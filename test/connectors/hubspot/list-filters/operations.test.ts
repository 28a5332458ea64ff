import { describe, expect, it } from "vitest";
import { ruleFromFilterBranch } from "../../../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import {
  dated,
  lastMoment,
  list,
  listContext,
  moving,
  point,
  property,
  range,
  said,
} from "./filter-samples.ts";

const context = listContext();

const text = { operationType: "STRING", value: "acme" };
const texts = { operationType: "MULTISTRING", values: ["acme", "ltd"] };
const choice = { operationType: "ENUMERATION", values: ["Gold", "Silver"] };
const one = { operationType: "ENUMERATION", values: ["Gold"] };
const number = { operationType: "NUMBER", value: 5 };
const between = { operationType: "NUMBER_RANGED", lowerBound: 1, upperBound: 9 };
const yes = { operationType: "BOOL", value: true };
const known = { operationType: "ALL_PROPERTY" };
const noon = Date.parse("2026-03-01T12:00:00Z");
const at = { operationType: "DATETIME", timestamp: noon, requiresTimeZoneConversion: false };
const midnights = {
  operationType: "RANGED_DATE",
  lowerBound: Date.parse("2026-03-01T00:00:00Z"),
  upperBound: Date.parse("2026-03-31T23:59:59.999Z"),
  requiresTimeZoneConversion: false,
};
const rolling = {
  operationType: "ROLLING_DATE_RANGE",
  numberOfDays: 7,
  requiresTimeZoneConversion: false,
};
const updated = { operationType: "ROLLING_PROPERTY_UPDATED", numberOfDays: 7 };
const calendar = { operationType: "CALENDAR_DATE", timeUnit: "MONTH" };
const otherDay = { operationType: "COMPARATIVE_DATE", comparisonPropertyName: "other_day" };
const aDay = { operationType: "DATE", year: 2026, month: "MARCH", day: 1 };

type Row = readonly [property: string, operation: object, operator: string, said: unknown];

const rows: readonly Row[] = [
  ["name", known, "IS_KNOWN", ["name notNull"]],
  ["name", known, "IS_UNKNOWN", ["name null"]],
  ["vip", yes, "IS_EQUAL_TO", ["vip = true"]],
  ["vip", yes, "IS_NOT_EQUAL_TO", ["vip != true"]],
  ["vip", yes, "HAS_EVER_BEEN_EQUAL_TO", ["vip hasEverBeen [true]"]],
  ["vip", yes, "HAS_NEVER_BEEN_EQUAL_TO", ["vip hasNeverBeen [true]"]],
  ["score", number, "IS_EQUAL_TO", ["score = 5"]],
  ["score", number, "IS_NOT_EQUAL_TO", ["score != 5"]],
  ["score", number, "IS_GREATER_THAN", ["score > 5"]],
  ["score", number, "IS_GREATER_THAN_OR_EQUAL_TO", ["score >= 5"]],
  ["score", number, "IS_LESS_THAN", ["score < 5"]],
  ["score", number, "IS_LESS_THAN_OR_EQUAL_TO", ["score <= 5"]],
  ["score", number, "HAS_EVER_BEEN_EQUAL_TO", ["score hasEverBeen [5]"]],
  ["score", number, "HAS_NEVER_BEEN_EQUAL_TO", ["score hasNeverBeen [5]"]],
  ["score", between, "IS_BETWEEN", ["score between [1,9]"]],
  ["score", between, "IS_NOT_BETWEEN", ["score notBetween [1,9]"]],
  ["name", text, "IS_EQUAL_TO", ['name = "acme"']],
  ["name", text, "IS_NOT_EQUAL_TO", ['name != "acme"']],
  ["name", text, "CONTAINS", ['name contains "acme"']],
  ["name", text, "DOES_NOT_CONTAIN", ['name doesNotContain "acme"']],
  ["name", text, "STARTS_WITH", ['name beginsWith "acme"']],
  ["name", text, "ENDS_WITH", ['name endsWith "acme"']],
  ["name", text, "HAS_EVER_BEEN_EQUAL_TO", ['name hasEverBeen ["acme"]']],
  ["name", text, "HAS_NEVER_BEEN_EQUAL_TO", ['name hasNeverBeen ["acme"]']],
  ["name", text, "HAS_EVER_CONTAINED", [expect.stringContaining("whole values")]],
  ["name", text, "HAS_NEVER_CONTAINED", [expect.stringContaining("whole values")]],
  ["name", texts, "IS_EQUAL_TO", ['name in ["acme","ltd"]']],
  ["name", texts, "IS_NOT_EQUAL_TO", ['name notIn ["acme","ltd"]']],
  ["name", texts, "DOES_NOT_CONTAIN", ['name doesNotContain "acme"', 'name doesNotContain "ltd"']],
  ["name", texts, "HAS_EVER_BEEN_EQUAL_TO", ['name hasEverBeen ["acme","ltd"]']],
  ["tier", choice, "IS_ANY_OF", ['tier in ["Gold","Silver"]']],
  ["tier", choice, "IS_NONE_OF", ['tier notIn ["Gold","Silver"]']],
  ["tier", one, "IS_EXACTLY", ['tier = "Gold"']],
  ["tier", one, "IS_NOT_EXACTLY", ['tier != "Gold"']],
  ["tier", choice, "IS_EXACTLY", [expect.stringContaining("No record can pass")]],
  ["tier", choice, "IS_NOT_EXACTLY", ["tier notNull"]],
  ["tier", one, "CONTAINS_ALL", ['tier = "Gold"']],
  ["tier", one, "DOES_NOT_CONTAIN_ALL", ['tier != "Gold"']],
  ["tier", choice, "HAS_EVER_BEEN_ANY_OF", ['tier hasEverBeen ["Gold","Silver"]']],
  ["tier", choice, "HAS_NEVER_BEEN_ANY_OF", ['tier hasNeverBeen ["Gold","Silver"]']],
  ["tier", one, "HAS_EVER_BEEN_EXACTLY", ['tier hasEverBeen ["Gold"]']],
  ["tier", one, "HAS_NEVER_BEEN_EXACTLY", ['tier hasNeverBeen ["Gold"]']],
  ["tier", one, "HAS_EVER_CONTAINED_ALL", ['tier hasEverBeen ["Gold"]']],
  ["tier", one, "HAS_NEVER_CONTAINED_ALL", ['tier hasNeverBeen ["Gold"]']],
  ["modules", choice, "IS_ANY_OF", ['modules containsAny ["Gold","Silver"]']],
  ["modules", choice, "IS_NONE_OF", ['modules containsNone ["Gold","Silver"]']],
  ["modules", choice, "IS_EXACTLY", ['modules isExactly ["Gold","Silver"]']],
  ["modules", choice, "IS_NOT_EXACTLY", ['modules isNotExactly ["Gold","Silver"]']],
  ["modules", choice, "CONTAINS_ALL", ['modules containsAll ["Gold","Silver"]']],
  ["modules", choice, "HAS_EVER_BEEN_ANY_OF", ['modules hasEverBeen ["Gold","Silver"]']],
  ["modules", choice, "HAS_EVER_BEEN_EXACTLY", [expect.stringContaining("stood together")]],
  ["modules", choice, "HAS_NEVER_BEEN_EXACTLY", [expect.stringContaining("stood together")]],
  ["modules", choice, "HAS_EVER_CONTAINED_ALL", [expect.stringContaining("stood together")]],
  ["modules", one, "HAS_NEVER_CONTAINED_ALL", ['modules hasNeverBeen ["Gold"]']],
  ["time", at, "IS_BEFORE", ['time before "2026-03-01T12:00:00.000Z"']],
  ["time", at, "IS_AFTER", ['time after "2026-03-01T12:00:00.000Z"']],
  ["day", { ...at, timestamp: noon - 43_200_000 }, "IS_EQUAL_TO", ['day on "2026-03-01"']],
  ["day", midnights, "IS_BETWEEN", ['day after "2026-02-28"', 'day before "2026-04-01"']],
  ["day", otherDay, "IS_BEFORE", ['day before "other_day"']],
  ["day", otherDay, "IS_AFTER", ['day after "other_day"']],
  ["day", aDay, "IS_EQUAL_TO", ['day on "2026-03-01"']],
  ["day", aDay, "IS_BEFORE", ['day before "2026-03-01"']],
  ["day", aDay, "IS_AFTER", ['day after "2026-03-01"']],
  ["day", aDay, "IS_LESS_THAN_X_DAYS_AGO", [expect.stringContaining("no number of days")]],
  ["day", rolling, "IS_LESS_THAN_X_DAYS_AGO", ['day inLast "P8D"']],
  ["day", rolling, "IS_LESS_THAN_X_DAYS_FROM_NOW", ['day inNext "P7D"']],
  ["day", rolling, "IS_MORE_THAN_X_DAYS_AGO", ['day notInNext "P199Y"', 'day notInLast "P8D"']],
  ["day", rolling, "IS_MORE_THAN_X_DAYS_FROM_NOW", ['day inNext "P199Y"', 'day notInNext "P7D"']],
  ["tier", updated, "UPDATED_IN_LAST_X_DAYS", ['tier updatedInLast "P7D"']],
  ["tier", updated, "NOT_UPDATED_IN_LAST_X_DAYS", ['tier notUpdatedInLast "P7D"']],
  ["day", calendar, "IN_THIS_TIME_UNIT", ['day inCurrent "month"']],
  ["day", calendar, "IN_NEXT_TIME_UNIT", ['day inFollowing "month"']],
  ["day", calendar, "IN_LAST_TIME_UNIT", ['day inPrevious "month"']],
  ["day", calendar, "IN_THIS_TIME_UNIT_SO_FAR", ['day inCurrent "month"', 'day notInNext "P2Y"']],
  [
    "day",
    { ...calendar, timeUnitCount: 3 },
    "IN_LAST_TIME_UNIT",
    [expect.stringContaining("not several")],
  ],
];

describe("an operation on a property", () => {
  it.each(rows)("%s %o %s", (name, operation, operator, wanted) => {
    expect(said(property(name, { ...operation, operator }))).toEqual(wanted);
  });

  it("passes records without a value only where the list says so", () => {
    const is = { ...one, operator: "IS_NONE_OF" };
    expect(said(property("tier", is, true))).toEqual(['tier != "Gold" or missing']);
    expect(said(property("tier", { ...choice, operator: "IS_EXACTLY" }, true))).toEqual([
      "tier null",
    ]);
    expect(
      said(property("modules", { ...choice, operator: "DOES_NOT_CONTAIN_ALL" }, true)),
    ).toEqual([
      'modules containsNone ["Gold"] or missing',
      'modules containsNone ["Silver"] or missing',
    ]);
  });

  it("is refused by name where it is not understood, and never half read", () => {
    const given = (operation: object) => said(property("tier", operation));
    expect(given({ operationType: "REGEX", operator: "MATCHES" })).toEqual([
      '"REGEX" is not a known kind of operation.',
    ]);
    expect(given({ ...one, operator: "RHYMES_WITH" })).toEqual([
      '"RHYMES_WITH" is not a known operator of ENUMERATION.',
    ]);
    expect(given({ ...one, operator: "IS_ANY_OF", strictness: 9 })).toEqual([
      'It is not known what "strictness" means here.',
    ]);
    expect(given({ ...number, operator: "IS_EQUAL_TO" })).toEqual([
      expect.stringContaining("another kind"),
    ]);
    expect(given({ ...one, operator: "IS_ANY_OF", values: [] })).toEqual(["It names no values."]);
  });
});

const today = (days: number) => moving("TODAY", { days });
const now = moving("NOW");

describe("a time", () => {
  it.each<readonly [string, string, object, unknown]>([
    ["the last days", "day", range("IS_BETWEEN", today(-14), now), ['day inLast "P15D"']],
    ["the next days", "day", range("IS_BETWEEN", now, today(5)), ['day inNext "P5D"']],
    [
      "the last months",
      "day",
      range("IS_BETWEEN", moving("TODAY", { months: -3 }), now),
      ['day inLast "P3M1D"'],
    ],
    [
      "not the last days",
      "day",
      range("IS_NOT_BETWEEN", today(-14), now),
      ['day notInLast "P15D"'],
    ],
    [
      "today",
      "time",
      range("IS_BETWEEN", moving("TODAY"), now),
      ['time notInNext "P199Y"', 'time inCurrent "day"'],
    ],
    [
      "an hour ago to now",
      "time",
      range("IS_BETWEEN", moving("NOW", { hours: -1 }), now),
      [expect.stringContaining("in days, weeks, months")],
    ],
    [
      "since a day's end",
      "time",
      point("IS_AFTER", dated(2024, 3, 4, "UTC", lastMoment)),
      ['time after "2024-03-04"'],
    ],
    [
      "since a day's end elsewhere",
      "time",
      point("IS_AFTER", dated(2024, 3, 4, "America/New_York", lastMoment)),
      ['time after "2024-03-05T04:59:59.999Z"'],
    ],
    [
      "one day of another zone",
      "day",
      range(
        "IS_BETWEEN",
        dated(2024, 3, 11, "US/Eastern"),
        dated(2024, 3, 11, "US/Eastern", lastMoment),
      ),
      ['day on "2024-03-11"'],
    ],
    [
      "long ago",
      "time",
      point("IS_BEFORE", moving("NOW", { days: -30 })),
      ['time notInNext "P199Y"', 'time notInLast "P30D"'],
    ],
    [
      "before another",
      "day",
      point("IS_BEFORE", {
        timeType: "PROPERTY_REFERENCED",
        zoneId: "UTC",
        property: "other_day",
        referenceType: "VALUE",
      }),
      ['day before "other_day"'],
    ],
    [
      "updated lately",
      "tier",
      range("IS_BETWEEN", today(-7), now, { propertyParser: "UPDATED_AT" }),
      ['tier updatedInLast "P7D"'],
    ],
    [
      "not updated lately",
      "tier",
      range("IS_NOT_BETWEEN", today(-7), now, { propertyParser: "UPDATED_AT" }),
      ['tier notUpdatedInLast "P7D"'],
    ],
    [
      "days elsewhere",
      "day",
      range("IS_BETWEEN", moving("TODAY", { days: -1 }, "Asia/Tokyo"), now),
      [expect.stringContaining('"Asia/Tokyo"')],
    ],
    [
      "fiscal years",
      "day",
      point("IS_AFTER", {
        ...now,
        indexReference: { referenceType: "FISCAL_YEAR", month: 4, day: 1 },
      }),
      [expect.stringContaining('"FISCAL_YEAR"')],
    ],
    ["no day", "day", point("IS_AFTER", dated(2023, 2, 30)), ["There is no such day."]],
  ])("%s", (_, name, operation, wanted) => {
    expect(said(property(name, operation))).toEqual(wanted);
  });

  it("counted in whole days of instants is close, and says so", () => {
    const read = ruleFromFilterBranch(
      list(property("time", range("IS_BETWEEN", today(-14), now))),
      context,
    );
    expect(read.rule?.rules).toMatchObject([{ field: "time", operator: "inLast", value: "P14D" }]);
    expect(read.differences).toMatchObject([
      { path: "/filterBranches/0/filters/0", why: expect.stringContaining("up to a day") },
    ]);
  });
});
