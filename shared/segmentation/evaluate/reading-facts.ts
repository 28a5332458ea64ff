import type { RelatedPath } from "../fields.ts";
import { operatorNamed, type PastOperator } from "../language/operators.ts";
import { behavioursField } from "../language/rule-fields.ts";
import { segmentsField } from "../language/scopes.ts";
import { type Condition, isGroup, RelativeWindow, type Rule } from "../rule.ts";
import { segmentsIn } from "./compile-segment.ts";
import { type ListQuestion, listQuestion } from "./list-question.ts";
import { type Reach, reachOf, wholePast } from "./reach.ts";
import { isRelatedField, type RelatedField } from "./related-list.ts";

/** One thing that a rule reads: of the profile itself, or of related ones along a path. */
export type ReadingFact = { readonly path: RelatedPath | undefined } & (
  | { readonly kind: "id" }
  | { readonly kind: "attribute"; readonly name: string }
  | { readonly kind: "behaviours"; readonly reach: Reach }
  /** `window` is the ISO 8601 duration looked back; undefined is forever. */
  | { readonly kind: "past"; readonly attribute: string; readonly window: string | undefined }
  | { readonly kind: "segment"; readonly id: string }
);

/** Where a condition stands: which profiles it is asked of, and whose instants anchors mean. */
interface Place {
  readonly path: RelatedPath | undefined;
  readonly anchors: RelatedPath | undefined;
}

/** Everything a rule reads, in the order it is written; the same thing may come twice. */
export function readingFacts(rule: Rule): readonly ReadingFact[] {
  return ruleFacts(rule, { path: undefined, anchors: undefined });
}

function ruleFacts(rule: Rule, place: Place): readonly ReadingFact[] {
  return isGroup(rule)
    ? rule.rules.flatMap((member) => ruleFacts(member, place))
    : conditionFacts(rule, place);
}

function conditionFacts(condition: Condition, place: Place): readonly ReadingFact[] {
  const { field } = condition;
  const { path } = place;
  if (field === segmentsField) {
    return segmentsIn(condition).map((id) => ({ kind: "segment", id, path }));
  }
  if (field === behavioursField) return behaviourFacts(condition, place);
  if (isRelatedField(field)) return relatedFacts(condition, field, place);
  const operator = operatorNamed(condition.operator);
  if (operator?.reads === "past") {
    return [{ kind: "past", attribute: field, window: windowOf(operator, condition), path }];
  }
  return [
    ...attributeNames(condition).map((name) => attributeFact(name, path)),
    ...anchorFacts(condition, place),
  ];
}

/** Who asks for the latest observation needs no others: the last before any window is kept. */
function windowOf({ of }: PastOperator, { value }: Condition): string | undefined {
  if (of === "observations") return "PT1S";
  return typeof value === "string" ? value : undefined;
}

function attributeNames({ field, coalesce = [], value, valueSource }: Condition): string[] {
  const other = valueSource === "field" && typeof value === "string" ? [value] : [];
  return [field, ...coalesce, ...other];
}

function attributeFact(name: string, path: RelatedPath | undefined): ReadingFact {
  return name === "id" ? { kind: "id", path } : { kind: "attribute", name, path };
}

function anchorFacts(condition: Condition, { anchors: path }: Place): readonly ReadingFact[] {
  if (operatorNamed(condition.operator)?.reads !== "relative") return [];
  const anchor = RelativeWindow.safeParse(condition.value).data?.of;
  if (anchor === undefined) return [];
  return typeof anchor === "string"
    ? [attributeFact(anchor, path)]
    : [{ kind: "behaviours", reach: wholePast(anchor.behaviour), path }];
}

function behaviourFacts(condition: Condition, place: Place): readonly ReadingFact[] {
  const question = listQuestion(condition);
  return [
    { kind: "behaviours", reach: reachOf(question), path: place.path },
    ...groupsOf(question).flatMap((group) => behaviourAnchors(group, place)),
    ...anchorFacts(condition, place),
  ];
}

/** Of a group over one behaviour, only the anchors lie outside the behaviour. */
function behaviourAnchors(rule: Rule, place: Place): readonly ReadingFact[] {
  return isGroup(rule)
    ? rule.rules.flatMap((member) => behaviourAnchors(member, place))
    : anchorFacts(rule, place);
}

function relatedFacts(
  condition: Condition,
  field: RelatedField,
  around: Place,
): readonly ReadingFact[] {
  const { path, anchors } = around;
  const question = listQuestion(condition);
  const further = path === "company" && field === "ancestors" ? "company.ancestors" : field;
  const place = { path: further, anchors: field === "contacts" ? further : anchors } as const;
  const of = question.kind === "aggregate" ? question.aggregate.of : undefined;
  return [
    { kind: "id", path: further },
    ...(of === undefined ? [] : [attributeFact(of, further)]),
    ...groupsOf(question).flatMap((group) => ruleFacts(group, place)),
  ];
}

function groupsOf(question: ListQuestion): readonly Rule[] {
  switch (question.kind) {
    case "match":
    case "aggregate":
      return [question.group];
    case "sequence":
      return question.steps;
    case "presence":
      return [];
  }
}
