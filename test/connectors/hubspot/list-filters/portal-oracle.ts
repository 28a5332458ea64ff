import { DateTime } from "luxon";
import { z } from "zod";

/** A record as the portal keeps it: values as text, absent where there is none. */
export interface PortalRecord {
  readonly values: Readonly<Record<string, string>>;
  readonly companies: readonly Readonly<Record<string, string>>[];
  readonly events: readonly {
    readonly at: number;
    readonly values: Readonly<Record<string, string>>;
  }[];
  readonly lists: readonly string[];
}

interface Moment {
  readonly now: number;
  readonly zone: string;
}

const Point = z.looseObject({
  timeType: z.string(),
  indexReference: z.object({ referenceType: z.string() }).optional(),
  offset: z.record(z.string(), z.number()).optional(),
  zoneId: z.string(),
});
type Point = z.infer<typeof Point>;

const DateParts = z.object({
  year: z.number(),
  month: z.number(),
  day: z.number(),
  hour: z.number(),
  minute: z.number(),
  second: z.number(),
  millisecond: z.number(),
});

const Operation = z.looseObject({
  operationType: z.string(),
  operator: z.string(),
  includeObjectsWithNoValueSet: z.boolean(),
  value: z.unknown().optional(),
  values: z.array(z.string()).default([]),
  lowerBound: z.number().default(0),
  upperBound: z.number().default(0),
  comparisonPropertyName: z.string().default(""),
  timeUnit: z.enum(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"]).default("DAY"),
  timePoint: Point.optional(),
  lowerBoundTimePoint: Point.optional(),
  upperBoundTimePoint: Point.optional(),
  endpointBehavior: z.string().optional(),
  lowerBoundEndpointBehavior: z.string().optional(),
  upperBoundEndpointBehavior: z.string().optional(),
});
type Operation = z.infer<typeof Operation>;

const Filter = z.looseObject({
  filterType: z.string(),
  property: z.string().default(""),
  operation: Operation.optional(),
  shouldAccept: z.boolean().default(false),
  listId: z.string().default(""),
  operator: z.string().default(""),
});
type Filter = z.infer<typeof Filter>;

export const PortalBranch = z.looseObject({
  filterBranchType: z.string(),
  filters: z.array(Filter),
  get filterBranches() {
    return z.array(PortalBranch);
  },
  operator: z.string().default(""),
  pruningRefineBy: z.object({ timeOffset: z.object({ amount: z.number() }) }).optional(),
  coalescingRefineBy: z
    .object({ minOccurrences: z.number().default(0), maxOccurrences: z.number().default(Infinity) })
    .optional(),
});
type PortalBranch = z.infer<typeof PortalBranch>;

/** Whether a record passes, by HubSpot's two truths: written from its documentation alone. */
export function passes(branch: PortalBranch, record: PortalRecord, moment: Moment): boolean {
  const { filters, filterBranches, filterBranchType: type } = branch;
  const verdicts = () => [
    ...filters.map((filter) => passesFilter(filter, record, moment)),
    ...filterBranches.map((inner) => passes(inner, record, moment)),
  ];
  switch (type) {
    case "AND":
      return verdicts().every(Boolean);
    case "OR":
      return verdicts().some(Boolean);
    case "NOT_ALL":
      return !verdicts().every(Boolean);
    case "NOT_ANY":
      return !verdicts().some(Boolean);
    case "ASSOCIATION": {
      const has = record.companies.some((values) =>
        filters.every((filter) => passesProperty(filter, values, moment)),
      );
      return has === (branch.operator === "IN_LIST");
    }
    case "UNIFIED_EVENTS":
      return passesEvents(branch, record, moment);
    default:
      throw new Error(`No branch: ${type}`);
  }
}

function passesEvents(branch: PortalBranch, { events }: PortalRecord, moment: Moment): boolean {
  const { pruningRefineBy: pruning, coalescingRefineBy: coalescing } = branch;
  const daysAgo = DateTime.fromMillis(moment.now, { zone: moment.zone }).minus({
    days: pruning?.timeOffset.amount ?? 0,
  });
  const counted = events.filter(
    ({ at, values }) =>
      (pruning === undefined || at > daysAgo.toMillis()) &&
      branch.filters.every((filter) => passesProperty(filter, values, moment)),
  ).length;
  const { minOccurrences = 1, maxOccurrences = Infinity } = coalescing ?? {};
  const has = counted >= minOccurrences && counted <= maxOccurrences;
  return has === (branch.operator === "HAS_COMPLETED");
}

function passesFilter(filter: Filter, record: PortalRecord, moment: Moment): boolean {
  switch (filter.filterType) {
    case "PROPERTY":
      return passesProperty(filter, record.values, moment);
    case "CONSTANT":
      return filter.shouldAccept;
    case "IN_LIST":
      return record.lists.includes(filter.listId) === (filter.operator === "IN_LIST");
    default:
      throw new Error(`No filter: ${filter.filterType}`);
  }
}

function passesProperty(
  { property, operation }: Filter,
  values: Readonly<Record<string, string>>,
  moment: Moment,
): boolean {
  if (operation === undefined) throw new Error(`Nothing is asked of ${property}.`);
  const seen = values[property];
  const { operationType, operator } = operation;
  if (operationType === "ALL_PROPERTY") return (seen !== undefined) === (operator === "IS_KNOWN");
  if (seen === undefined) return operation.includeObjectsWithNoValueSet;
  const negative = negatives.get(operator);
  if (negative !== undefined)
    return !passesValue({ ...operation, operator: negative }, seen, values, moment);
  return passesValue(operation, seen, values, moment);
}

const negatives = new Map([
  ["IS_NOT_EQUAL_TO", "IS_EQUAL_TO"],
  ["IS_NOT_BETWEEN", "IS_BETWEEN"],
  ["DOES_NOT_CONTAIN", "CONTAINS"],
  ["IS_NONE_OF", "IS_ANY_OF"],
  ["IS_NOT_EXACTLY", "IS_EXACTLY"],
  ["DOES_NOT_CONTAIN_ALL", "CONTAINS_ALL"],
]);

function passesValue(
  operation: Operation,
  seen: string,
  values: Readonly<Record<string, string>>,
  moment: Moment,
): boolean {
  const { operationType, operator } = operation;
  switch (operationType) {
    case "BOOL":
      return (seen === "true") === operation.value;
    case "NUMBER":
      return compared(operator, Number(seen), Number(operation.value));
    case "NUMBER_RANGED":
      return Number(seen) >= operation.lowerBound && Number(seen) <= operation.upperBound;
    case "STRING":
      return textual(operator, seen, [String(operation.value)]);
    case "MULTISTRING":
      return textual(operator, seen, operation.values);
    case "ENUMERATION":
      return chosen(operator, seen.split(";"), operation.values);
    case "COMPARATIVE_DATE": {
      const other = values[operation.comparisonPropertyName];
      if (other === undefined) return false;
      return operator === "IS_BEFORE" ? seen < other : seen > other;
    }
    case "CALENDAR_DATE":
      return inUnit(operation, instantOf(seen, moment), moment);
    case "TIME_POINT": {
      const point = given(operation.timePoint);
      const at = pointOf(point, moment, isDay(seen));
      const value = shown(seen, point, moment);
      if (value === at) return operation.endpointBehavior === "INCLUSIVE";
      return operator === "IS_BEFORE" ? value < at : value > at;
    }
    case "TIME_RANGED":
      return ranged(operation, seen, moment);
    default:
      throw new Error(`No operation: ${operationType}`);
  }
}

function ranged(operation: Operation, seen: string, moment: Moment): boolean {
  const lower = given(operation.lowerBoundTimePoint);
  const upper = given(operation.upperBoundTimePoint);
  const above = shown(seen, lower, moment) - pointOf(lower, moment, isDay(seen));
  const below = pointOf(upper, moment, isDay(seen)) - shown(seen, upper, moment);
  const isLower =
    above > 0 || (above === 0 && operation.lowerBoundEndpointBehavior === "INCLUSIVE");
  return (
    isLower && (below > 0 || (below === 0 && operation.upperBoundEndpointBehavior === "INCLUSIVE"))
  );
}

function given(point: Point | undefined): Point {
  if (point === undefined) throw new Error("A time is missing.");
  return point;
}

function compared(operator: string, seen: number, value: number): boolean {
  switch (operator) {
    case "IS_EQUAL_TO":
      return seen === value;
    case "IS_GREATER_THAN":
      return seen > value;
    case "IS_GREATER_THAN_OR_EQUAL_TO":
      return seen >= value;
    case "IS_LESS_THAN":
      return seen < value;
    default:
      return seen <= value;
  }
}

function textual(operator: string, seen: string, values: readonly string[]): boolean {
  return values.some((value) => {
    switch (operator) {
      case "IS_EQUAL_TO":
        return seen === value;
      case "CONTAINS":
        return seen.includes(value);
      case "STARTS_WITH":
        return seen.startsWith(value);
      default:
        return seen.endsWith(value);
    }
  });
}

function chosen(operator: string, seen: readonly string[], values: readonly string[]): boolean {
  const hasAll = values.every((value) => seen.includes(value));
  switch (operator) {
    case "IS_ANY_OF":
      return values.some((value) => seen.includes(value));
    case "CONTAINS_ALL":
      return hasAll;
    default:
      return hasAll && seen.every((choice) => values.includes(choice));
  }
}

function isDay(seen: string): boolean {
  return seen.length === 10;
}

function instantOf(seen: string, { zone }: Moment): number {
  return DateTime.fromISO(seen, { zone: isDay(seen) ? zone : "UTC" }).toMillis();
}

/** A day is compared with a fixed time by what a calendar on the wall shows there. */
function shown(seen: string, { timeType }: Point, moment: Moment): number {
  return isDay(seen) && timeType === "DATE" ? Date.parse(seen) : instantOf(seen, moment);
}

function pointOf(point: Point, { now, zone }: Moment, forDay: boolean): number {
  if (point.timeType === "DATE")
    return DateTime.fromObject(DateParts.parse(point), {
      zone: forDay ? "UTC" : point.zoneId,
    }).toMillis();
  const start = DateTime.fromMillis(now, { zone });
  const from = point.indexReference?.referenceType === "NOW" ? start : start.startOf("day");
  return from.plus(point.offset ?? {}).toMillis();
}

const units = {
  DAY: "day",
  WEEK: "week",
  MONTH: "month",
  QUARTER: "quarter",
  YEAR: "year",
} as const;

function inUnit({ operator, timeUnit }: Operation, seen: number, { now, zone }: Moment): boolean {
  const unit = units[timeUnit];
  const start = DateTime.fromMillis(now, { zone }).startOf(unit);
  const step = operator === "IN_NEXT_TIME_UNIT" ? 1 : operator === "IN_LAST_TIME_UNIT" ? -1 : 0;
  const [from, to] = [start.plus({ [unit]: step }), start.plus({ [unit]: step + 1 })];
  const isIn = seen >= from.toMillis() && seen < to.toMillis();
  return isIn && (operator !== "IN_THIS_TIME_UNIT_SO_FAR" || seen <= now);
}
