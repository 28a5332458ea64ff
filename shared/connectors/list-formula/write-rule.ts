import { isGroup, type Rule, type RuleGroup } from "../../segmentation/rule.ts";
import type { Formula, Holds, PropertyQuestion, RelatedQuestion } from "./formula.ts";
import { simplified } from "./simplify.ts";

/** The rule of a formula; undefined where nobody satisfies it, or nothing of it could be read. */
export function writeRule(formula: Formula): RuleGroup | undefined {
  const simple = simplified(formula);
  if (simple.kind === "unknown") return undefined;
  if (simple.kind === "constant") return simple.value ? group("and", []) : undefined;
  return asGroup(written(simple, false));
}

type Written = Exclude<Formula, { readonly kind: "unknown" | "constant" }>;

/**
 * Unknown is as good as false, but not where records are counted up to a most: there `definite`
 * asks that what is not true be false.
 */
function written(formula: Formula, definite: boolean): Rule {
  const known = knownOf(formula);
  if (known === undefined) return group("and", []);
  switch (known.kind) {
    case "all":
      return group(
        "and",
        known.members.map((member) => written(member, definite)),
      );
    case "any":
      return group(
        "or",
        known.members.map((member) => written(member, definite)),
      );
    case "property":
      return writtenProperty(known, definite);
    case "presence":
      return presence(known.field, known.isPresent);
    case "segment":
      return { field: "segment", operator: known.isIn ? "in" : "notIn", value: [known.id] };
    case "related":
      return writtenRelated(known, definite);
  }
}

/** A simple formula holds neither inside others; alone it is what every record satisfies. */
function knownOf(formula: Formula): Written | undefined {
  return formula.kind === "unknown" || formula.kind === "constant" ? undefined : formula;
}

function presence(field: string, isPresent: boolean): Rule {
  return { field, operator: isPresent ? "notNull" : "null", value: null };
}

function writtenProperty(question: PropertyQuestion, definite: boolean): Rule {
  const { field, holds, whenMissing, isNeverMissing = false } = question;
  const rule = comparison(field, holds, whenMissing);
  const mayBeUnknown = !whenMissing && !isNeverMissing;
  return definite && mayBeUnknown ? group("and", [presence(field, true), rule]) : rule;
}

function comparison(field: string, holds: Holds, includeMissing: boolean): Rule {
  switch (holds.kind) {
    case "constant":
      return presence(field, holds.value);
    case "compares":
      return { field, ...holds.yes, ...(includeMissing ? { includeMissing } : {}) };
    case "opposite":
      return { ...group("and", [comparison(field, holds.of, includeMissing)]), not: true };
    case "all":
    case "any": {
      const rules = holds.members.map((member) => comparison(field, member, includeMissing));
      return group(holds.kind === "all" ? "and" : "or", rules);
    }
  }
}

function writtenRelated(question: RelatedQuestion, definite: boolean): Rule {
  const { atLeast, atMost } = question;
  if (atMost === undefined) return match(question, leastMatch(atLeast), definite);
  const most = match(question, mostMatch(atMost), true);
  if (atLeast === 0) return most;
  return group("and", [match(question, leastMatch(atLeast), definite), most]);
}

function leastMatch(atLeast: number) {
  return atLeast === 1
    ? { mode: "some" as const }
    : { mode: "atLeast" as const, threshold: atLeast };
}

function mostMatch(atMost: number) {
  return atMost === 0 ? { mode: "none" as const } : { mode: "atMost" as const, threshold: atMost };
}

/** A contact without a company has none that satisfies anything. */
function match(
  { list, where }: RelatedQuestion,
  counted: ReturnType<typeof leastMatch | typeof mostMatch>,
  definite: boolean,
): Rule {
  const value = asGroup(written(where, definite));
  const isMost = counted.mode === "none" || counted.mode === "atMost";
  const includeMissing = list === "company" && isMost ? { includeMissing: true } : {};
  return { field: list, operator: "=", value, match: counted, ...includeMissing };
}

/** Groups joined alike are one. */
function group(combinator: "and" | "or", rules: RuleGroup["rules"]): RuleGroup {
  const joined = rules.flatMap((rule) =>
    isGroup(rule) && rule.combinator === combinator && rule.not !== true ? rule.rules : [rule],
  );
  return { combinator, rules: joined };
}

function asGroup(rule: Rule): RuleGroup {
  return isGroup(rule) ? rule : group("and", [rule]);
}
