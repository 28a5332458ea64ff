import { ruleFromFilterBranch } from "../../../../shared/connectors/hubspot/list-filters/rule-from-filter-branch.ts";
import type { ListContext } from "../../../../shared/connectors/list-formula/reading.ts";

/** The portal's properties, of each kind one. */
export const propertyTypes = {
  "contact.name": "string",
  "contact.score": "number",
  "contact.vip": "bool",
  "contact.day": "date",
  "contact.other_day": "date",
  "contact.time": "datetime",
  "contact.tier": "enumeration",
  "contact.modules": "enumeration:checkbox",
  "company.name": "string",
  "company.seats": "number",
  "company.since": "date",
} as const;

export function listContext(
  given: Partial<ListContext> & { readonly zone?: string } = {},
): ListContext {
  const { zone = "UTC", ...rest } = given;
  return {
    rules: { object: "contact", zone, attributes: { contact: new Map(), company: new Map() } },
    propertyTypes,
    segments: new Map([["42", "seg_gold"]]),
    behaviours: new Map([["6-1", "course_viewed"]]),
    partial: false,
    ...rest,
  };
}

export function property(name: string, operation: object, includeObjectsWithNoValueSet = false) {
  return {
    filterType: "PROPERTY",
    property: name,
    operation: { includeObjectsWithNoValueSet, ...operation },
  };
}

export function branch(
  type: string,
  filters: readonly object[],
  filterBranches: readonly object[] = [],
) {
  return { filterBranchType: type, filterBranchOperator: type, filters, filterBranches };
}

/** The shape of every list: one of several groups of filters that must all pass. */
export function list(...filters: readonly object[]) {
  return branch("OR", [], [branch("AND", filters)]);
}

export function listOf(...branches: readonly object[]) {
  return branch("OR", [], [branch("AND", [], branches)]);
}

export function events(operator: string, filters: readonly object[], refine: object = {}) {
  return {
    ...branch("UNIFIED_EVENTS", filters),
    filterBranchOperator: "AND",
    eventTypeId: "6-1",
    operator,
    ...refine,
  };
}

export function companies(operator: string, filters: readonly object[]) {
  return {
    ...branch("ASSOCIATION", filters),
    filterBranchOperator: "AND",
    objectTypeId: "0-2",
    associationTypeId: 279,
    associationCategory: "HUBSPOT_DEFINED",
    operator,
  };
}

export function moving(referenceType: "NOW" | "TODAY", offset?: object, zoneId = "UTC") {
  return {
    timeType: "INDEXED",
    timezoneSource: "CUSTOM",
    zoneId,
    indexReference: { referenceType },
    ...(offset === undefined ? {} : { offset }),
  };
}

export function dated(year: number, month: number, day: number, zoneId = "UTC", time: object = {}) {
  return { timeType: "DATE", timezoneSource: "CUSTOM", zoneId, year, month, day, ...time };
}

export const lastMoment = { hour: 23, minute: 59, second: 59, millisecond: 999 };

export function point(operator: string, timePoint: object, more: object = {}) {
  return {
    operationType: "TIME_POINT",
    type: "TIME_POINT",
    operator,
    timePoint,
    endpointBehavior: "EXCLUSIVE",
    propertyParser: "VALUE",
    ...more,
  };
}

export function range(operator: string, lower: object, upper: object, more: object = {}) {
  return {
    operationType: "TIME_RANGED",
    type: "TIME_RANGED",
    operator,
    lowerBoundTimePoint: lower,
    upperBoundTimePoint: upper,
    lowerBoundEndpointBehavior: "INCLUSIVE",
    upperBoundEndpointBehavior: "INCLUSIVE",
    propertyParser: "VALUE",
    ...more,
  };
}

/** The conditions of a list with these filters, as `field operator value`. */
export function said(...filters: readonly object[]): unknown {
  const { rule, untranslated } = ruleFromFilterBranch(list(...filters), listContext());
  return rule === undefined ? untranslated.map(({ why }) => why) : rule.rules.map(short);
}

/** A condition as `field operator value`. */
export function short(rule: Record<string, unknown>): unknown {
  const { combinator, rules, field, operator, value, includeMissing } = rule;
  if (Array.isArray(rules)) return { [String(combinator)]: rules.map(short) };
  const missing = includeMissing === true ? " or missing" : "";
  const shown = value === null ? "" : ` ${JSON.stringify(value)}`;
  return `${String(field)} ${String(operator)}${shown}${missing}`;
}
