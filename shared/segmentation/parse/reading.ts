import type { z } from "zod";
import type { Scope } from "../language/scopes.ts";
import type { RuleContext } from "../record.ts";
import type { Calendar } from "../time/calendar.ts";
import type { PlacedGroup } from "./placed-rule.ts";
import { pointerTo } from "./rule-problem.ts";

/** What the parts of a rule are read with. */
export interface Reading {
  readonly attributes: RuleContext["attributes"];
  readonly calendar: Calendar;
  /** Notes a problem; what it is about is then left out, as the rule is refused. */
  report(pointer: string, message: string): undefined;
  /** Reads a group that stands within a condition. */
  readGroup(input: unknown, pointer: string, scope: Scope): PlacedGroup | undefined;
}

export function reportShape(error: z.ZodError, pointer: string, reading: Reading): undefined {
  for (const { path, message } of error.issues) {
    reading.report(pointerTo(pointer, ...path), message);
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
