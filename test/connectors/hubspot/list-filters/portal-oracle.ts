import { DateTime } from "luxon";

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

type Json = Readonly<Record<string, any>>;

/** Whether a record passes, by HubSpot's two truths: written from its documentation alone. */
export function passes(branch: Json, record: PortalRecord, moment: Moment): boolean {
  const { filters, filterBranches, filterBranchType: type } = branch;
  const verdicts = () => [
    ...filters.map((filter: Json) => passesFilter(filter, record, moment)),
    ...filterBranches.map((inner: Json) => passes(inner, record, moment)),
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
        filters.every((filter: Json) => passesProperty(filter, values, moment)),
      );
      return has === (branch["operator"] === "IN_LIST");
    }
    case "UNIFIED_EVENTS":
      return passesEvents(branch, record, moment);
    default:
      throw new Error(`No branch: ${type}`);
  }
}

function passesEvents(branch: Json, { events }: PortalRecord, moment: Moment): boolean {
  const { pruningRefineBy: pruning, coalescingRefineBy: coalescing } = branch;
  const daysAgo = DateTime.fromMillis(moment.now, { zone: moment.zone }).minus({
    days: pruning?.timeOffset.amount ?? 0,
  });
  const counted = events.filter(
    ({ at, values }) =>
      (pruning === undefined || at > daysAgo.toMillis()) &&
      branch["filters"].every((filter: Json) => passesProperty(filter, values, moment)),
  ).length;
  const least = coalescing === undefined ? 1 : (coalescing.minOccurrences ?? 0);
  const has = counted >= least && counted <= (coalescing?.maxOccurrences ?? Infinity);
  return has === (branch["operator"] === "HAS_COMPLETED");
}

function passesFilter(filter: Json, record: PortalRecord, moment: Moment): boolean {
  switch (filter["filterType"]) {
    case "PROPERTY":
      return passesProperty(filter, record.values, moment);
    case "CONSTANT":
      return filter["shouldAccept"];
    case "IN_LIST":
      return record.lists.includes(filter["listId"]) === (filter["operator"] === "IN_LIST");
    default:
      throw new Error(`No filter: ${filter["filterType"]}`);
  }
}

function passesProperty(
  { property, operation }: Json,
  values: Readonly<Record<string, string>>,
  moment: Moment,
): boolean {
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
  operation: Json,
  seen: string,
  values: Readonly<Record<string, string>>,
  moment: Moment,
): boolean {
  const { operationType, operator } = operation;
  switch (operationType) {
    case "BOOL":
      return (seen === "true") === operation["value"];
    case "NUMBER":
      return compared(operator, Number(seen), operation["value"]);
    case "NUMBER_RANGED":
      return Number(seen) >= operation["lowerBound"] && Number(seen) <= operation["upperBound"];
    case "STRING":
      return textual(operator, seen, [operation["value"]]);
    case "MULTISTRING":
      return textual(operator, seen, operation["values"]);
    case "ENUMERATION":
      return chosen(operator, seen.split(";"), operation["values"]);
    case "COMPARATIVE_DATE": {
      const other = values[operation["comparisonPropertyName"]];
      if (other === undefined) return false;
      return operator === "IS_BEFORE" ? seen < other : seen > other;
    }
    case "CALENDAR_DATE":
      return inUnit(operation, instantOf(seen, moment), moment);
    case "TIME_POINT": {
      const at = pointOf(operation["timePoint"], moment, isDay(seen));
      const [value, isIn] = [
        shown(seen, operation["timePoint"], moment),
        operation["endpointBehavior"] === "INCLUSIVE",
      ];
      return operator === "IS_BEFORE"
        ? value < at || (isIn && value === at)
        : value > at || (isIn && value === at);
    }
    case "TIME_RANGED":
      return ranged(operation, seen, moment);
    default:
      throw new Error(`No operation: ${operationType}`);
  }
}

function ranged(operation: Json, seen: string, moment: Moment): boolean {
  const { lowerBoundTimePoint: low, upperBoundTimePoint: high } = operation;
  const [from, to] = [pointOf(low, moment, isDay(seen)), pointOf(high, moment, isDay(seen))];
  const [fromSeen, toSeen] = [shown(seen, low, moment), shown(seen, high, moment)];
  const above =
    fromSeen > from ||
    (fromSeen === from && operation["lowerBoundEndpointBehavior"] === "INCLUSIVE");
  return (
    above &&
    (toSeen < to || (toSeen === to && operation["upperBoundEndpointBehavior"] === "INCLUSIVE"))
  );
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
function shown(seen: string, { timeType }: Json, moment: Moment): number {
  return isDay(seen) && timeType === "DATE" ? Date.parse(seen) : instantOf(seen, moment);
}

function pointOf(point: Json, { now, zone }: Moment, forDay: boolean): number {
  if (point["timeType"] === "DATE") {
    const { year, month, day, hour, minute, second, millisecond, zoneId } = point;
    const parts = { year, month, day, hour, minute, second, millisecond };
    return DateTime.fromObject(parts, { zone: forDay ? "UTC" : zoneId }).toMillis();
  }
  const start = DateTime.fromMillis(now, { zone });
  const from = point["indexReference"].referenceType === "NOW" ? start : start.startOf("day");
  return from.plus(point["offset"] ?? {}).toMillis();
}

function inUnit({ operator, timeUnit }: Json, seen: number, { now, zone }: Moment): boolean {
  const unit = timeUnit.toLowerCase();
  const start = DateTime.fromMillis(now, { zone }).startOf(unit);
  const step = operator === "IN_NEXT_TIME_UNIT" ? 1 : operator === "IN_LAST_TIME_UNIT" ? -1 : 0;
  const [from, to] = [start.plus({ [unit]: step }), start.plus({ [unit]: step + 1 })];
  const isIn = seen >= from.toMillis() && seen < to.toMillis();
  return isIn && (operator !== "IN_THIS_TIME_UNIT_SO_FAR" || seen <= now);
}
