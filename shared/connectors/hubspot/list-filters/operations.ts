import { enumerationOperation } from "./choice-operation.ts";
import {
  comparativeDateOperation,
  dateOperation,
  dateTimeOperation,
  rangedDateOperation,
} from "./date-operations.ts";
import { type Operation, refused } from "./operation.ts";
import {
  calendarDateOperation,
  rollingDateOperation,
  rollingUpdateOperation,
} from "./rolling-operations.ts";
import {
  comparativeStringOperation,
  multiStringOperation,
  stringOperation,
} from "./text-operations.ts";
import { timePointOperation, timeRangedOperation } from "./time-operations.ts";
import {
  boolOperation,
  numberOperation,
  presenceOperation,
  rangedNumberOperation,
} from "./value-operations.ts";

const comparativeUpdate: Operation = {
  kinds: presenceOperation.kinds,
  operators: ["IS_BEFORE", "IS_AFTER"],
  read: () => refused("Rules do not compare when two properties were written."),
};

/**
 * What a filter may ask of a property, by `operationType`.
 * https://developers.hubspot.com/docs/api-reference/2026-09/crm/lists/filters/guide
 */
export const operations: ReadonlyMap<string, Operation> = new Map([
  ["ALL_PROPERTY", presenceOperation],
  ["BOOL", boolOperation],
  ["NUMBER", numberOperation],
  ["NUMBER_RANGED", rangedNumberOperation],
  ["STRING", stringOperation],
  ["MULTISTRING", multiStringOperation],
  ["COMPARATIVE_STRING", comparativeStringOperation],
  ["ENUMERATION", enumerationOperation],
  ["DATETIME", dateTimeOperation],
  ["DATE", dateOperation],
  ["RANGED_DATE", rangedDateOperation],
  ["COMPARATIVE_DATE", comparativeDateOperation],
  ["COMPARATIVE_PROPERTY_UPDATED", comparativeUpdate],
  ["ROLLING_DATE_RANGE", rollingDateOperation],
  ["ROLLING_PROPERTY_UPDATED", rollingUpdateOperation],
  ["CALENDAR_DATE", calendarDateOperation],
  ["TIME_POINT", timePointOperation],
  ["TIME_RANGED", timeRangedOperation],
]);
