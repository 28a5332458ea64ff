import { rootScope, type Scope } from "../language/scopes.ts";
import type { RuleContext } from "../record.ts";
import type { RuleGroup } from "../rule.ts";
import { calendarOf } from "../time/calendar-of.ts";
import { boundProblem } from "./contradiction/verdict.ts";
import { ruleGroupOf } from "./placed-rule.ts";
import { readGroup } from "./read-group.ts";
import type { Reading } from "./reading.ts";
import { readPlainRule } from "./rule-limits.ts";
import type { RuleProblem } from "./rule-problem.ts";

export type ParsedRule =
  | { readonly ok: true; readonly rule: RuleGroup }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Enough to work on; a rule that is wrong everywhere need not say so 500 times. */
const mostProblems = 50;

/**
 * Checks a rule in the wire format against the declared types. Never throws, whatever
 * the input; takes time bounded by the limits of `rule-limits.ts`. The accepted rule is as
 * given, but every group has one combinator.
 * @throws RangeError where the zone is unknown.
 */
export function parseRule(input: unknown, context: RuleContext): ParsedRule {
  const plain = readPlainRule(input);
  if (!plain.ok) return { ok: false, problems: [plain.problem] };
  const problems: RuleProblem[] = [];
  const reading = readingOf(context, problems);
  const root = readGroup(plain.value, "", rootScope(context.object), reading);
  if (root === undefined || problems.length > 0) return refused(problems);
  const bound = boundProblem(root, reading);
  if (bound !== undefined) return refused([bound]);
  const rule = ruleGroupOf(root);
  // Written with one combinator a group, a rule can outgrow what it was as given.
  const written = readPlainRule(rule);
  return written.ok ? { ok: true, rule } : refused([{ ...written.problem, pointer: "" }]);
}

function readingOf({ attributes, zone }: RuleContext, problems: RuleProblem[]): Reading {
  const reading: Reading = {
    attributes,
    calendar: calendarOf(zone),
    report: (pointer, message) => {
      problems.push({ pointer, message });
    },
    readGroup: (input: unknown, pointer: string, scope: Scope) =>
      readGroup(input, pointer, scope, reading),
  };
  return reading;
}

function refused(problems: readonly RuleProblem[]): ParsedRule {
  return { ok: false, problems: problems.slice(0, mostProblems) };
}
