import { describeRule } from "../../shared/segmentation/describe/describe-rule.ts";
import {
  describeSegments,
  describeTest,
} from "../../shared/segmentation/describe/describe-test.ts";
import { fieldWords } from "../../shared/segmentation/describe/words.ts";
import { isGroup, type Rule } from "../../shared/segmentation/rule.ts";
import type { Schemas } from "../api/client.ts";
import { plainValue } from "./plain-value.ts";

export type ExplanationNode = Schemas["ExplanationNode"];

/** What stands for ids in an explanation; where a name is not known, nothing better is shown. */
export interface ExplanationNames {
  segmentName?(id: string): string | undefined;
  connectionName?(id: string): string | undefined;
  profileName?(id: string): string | undefined;
}

/**
 * What a node of the rule asks, as one line. Where its place in the rule is known, that says it;
 * a tree alone does not tell which behaviours or related records count.
 */
export function asked(node: ExplanationNode, names: ExplanationNames = {}, rule?: Rule): string {
  if (rule !== undefined && !isGroup(rule))
    return unwrapped(describeRule({ combinator: "and", rules: [rule] }, names));
  switch (node.kind) {
    case "group":
      return groupWords(node);
    case "condition":
    case "past":
      return `${fieldWords(node.field ?? "?")} ${testWords(node)}`;
    case "split":
      return `their place in a random split ${testWords(node)}`;
    case "match":
      return `${matchWords(node)} ${fieldWords(node.field ?? "?")} fit`;
    case "aggregate":
      return `${aggregateWords(node)} ${testWords(node)}`;
    case "sequence":
      return `${fieldWords(node.field ?? "?")} ${testWords(node)} (${node.steps ?? 0} steps)`;
    case "segment":
      return describeSegments(conditionOf(node), names);
    case "behaviour":
      return node.name ?? "a behaviour";
    case "related":
      return names.profileName?.(node.id ?? "") ?? "a related record";
  }
}

/** What was found of this person or company; undefined where the tree below says it. */
export function found(node: ExplanationNode): string | undefined {
  switch (node.kind) {
    case "condition":
      return valueFound(node);
    case "past":
      return node.decidedBy === undefined
        ? "Nothing is known of its past that decides"
        : `Was ${plainValue(node.decidedBy.value)}`;
    case "split":
      return `Stands at ${node.bucket ?? "?"}%`;
    case "match":
      return countsFound(node);
    case "aggregate":
      return node.seen === undefined
        ? `Nothing to measure in ${counted(node.total)}`
        : `Value: ${plainValue(node.seen)}, over ${node.counted ?? 0} of ${counted(node.total)}`;
    case "sequence":
      return `${node.children.length} of ${node.steps ?? 0} steps found`;
    case "segment":
      return undefined;
    case "behaviour":
      return propertiesFound(node);
    case "group":
    case "related":
      return undefined;
  }
}

export function truthWords(truth: boolean | null): string {
  if (truth === null) return "Cannot be told";
  return truth ? "True" : "Not true";
}

/** A condition that stands alone needs no brackets. */
function unwrapped(text: string): string {
  return text.startsWith("(") && text.endsWith(")") ? text.slice(1, -1) : text;
}

function groupWords({ combinator, not, children }: ExplanationNode): string {
  if (children.length < 2) return not === true ? "Not this" : "This";
  if (not === true) return combinator === "or" ? "None of these" : "Not all of these together";
  return combinator === "or" ? "Any of these" : "All of these";
}

function matchWords({ mode, threshold }: ExplanationNode): string {
  switch (mode) {
    case "all":
      return "all";
    case "none":
      return "none of the";
    case "atLeast":
      return `at least ${threshold} of the`;
    case "atMost":
      return `at most ${threshold} of the`;
    case "exactly":
      return `exactly ${threshold} of the`;
    case "some":
    case undefined:
    default:
      return "at least one of the";
  }
}

const measured: Readonly<Record<string, string>> = {
  sum: "total",
  min: "smallest",
  max: "largest",
  count: "number of",
};

function aggregateWords({ function: name = "count", of, field = "?" }: ExplanationNode): string {
  const what = of === undefined ? "" : ` ${fieldWords(of)} of`;
  return `the ${measured[name] ?? name}${what} ${fieldWords(field)}`;
}

function testWords(node: ExplanationNode): string {
  return describeTest(conditionOf(node));
}

function conditionOf({ field = "?", operator = "?", wanted }: ExplanationNode) {
  return { field, operator, value: wanted };
}

function valueFound({ seen, seenIn, includeMissing, against }: ExplanationNode): string {
  const where = seenIn === undefined ? "" : ` in ${seenIn}`;
  const other = against === undefined ? "" : `, compared with ${plainValue(against)}`;
  if (seen !== undefined) return `Value: ${plainValue(seen)}${where}${other}`;
  return includeMissing === true ? "No value, which counts here" : "No value";
}

function countsFound({ counts }: ExplanationNode): string | undefined {
  if (counts === undefined) return undefined;
  if (counts.total === 0) return "There are none";
  const open = counts.unknown === 0 ? "" : `, ${counts.unknown} cannot be told`;
  return `${counts.matching} of ${counted(counts.total)} fit${open}`;
}

function counted(total: number | undefined): string {
  return (total ?? 0).toLocaleString();
}

function propertiesFound({ properties = {} }: ExplanationNode): string | undefined {
  const words = Object.entries(properties).map(([name, value]) => `${name}: ${plainValue(value)}`);
  return words.length === 0 ? undefined : words.join(", ");
}
