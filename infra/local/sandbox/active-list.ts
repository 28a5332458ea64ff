import type { Lists } from "./lists.ts";

/** A list as a marketer made it long before Muster came: one to import. */
const name = "Gold and Platinum contacts, certified this month";

const property = (of: string, operation: object) => ({
  filterType: "PROPERTY",
  property: of,
  operation: { includeObjectsWithNoValueSet: false, ...operation },
});

const both = {
  filterBranchType: "AND",
  filterBranchOperator: "AND",
  filterBranches: [],
  filters: [
    property("partner_tier", {
      operationType: "ENUMERATION",
      operator: "IS_ANY_OF",
      values: ["Gold", "Platinum"],
    }),
    property("certified_at", {
      operationType: "TIME_RANGED",
      type: "TIME_RANGED",
      operator: "IS_BETWEEN",
      propertyParser: "VALUE",
      lowerBoundEndpointBehavior: "INCLUSIVE",
      upperBoundEndpointBehavior: "INCLUSIVE",
      lowerBoundTimePoint: daysFrom("TODAY", -30),
      upperBoundTimePoint: daysFrom("NOW", 0),
    }),
  ],
};

function daysFrom(referenceType: "NOW" | "TODAY", days: number): object {
  return {
    timeType: "INDEXED",
    timezoneSource: "CUSTOM",
    zoneId: "UTC",
    indexReference: { referenceType },
    ...(days === 0 ? {} : { offset: { days } }),
  };
}

/** Makes the portal's own active list, once. */
export function makeActiveList(lists: Lists): void {
  if (lists.named(name) !== undefined) return;
  const list = lists.create(name, "0-1", "DYNAMIC");
  lists.filterBy(list, {
    filterBranchType: "OR",
    filterBranchOperator: "OR",
    filterBranches: [both],
    filters: [],
  });
}
