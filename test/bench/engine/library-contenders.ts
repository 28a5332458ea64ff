import { LogicEngine } from "json-logic-engine";
import { Engine } from "json-rules-engine";
import { Query } from "mingo";
import sift from "sift";
import { attributeField } from "../../../shared/segmentation/fields.ts";
import { hasBit } from "../../../shared/segmentation/index/member-bits.ts";
import type { Scalar, SegmentationRecord } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Contender, JudgedChange, Turned } from "./contender.ts";
import { logicOf, mongoOf, rulesOf } from "./query-dialects.ts";
import { plainValue, type QueryTree, queryTree } from "./query-tree.ts";

type PlainRecord = Readonly<Record<string, Scalar>>;
type ByField = ReadonlyMap<string, readonly number[]>;

/** Other engines behind the same field index, with the memberships before the change stored. */
export function libraryContenders(rules: readonly RuleGroup[], byField: ByField): Contender[] {
  const trees = rules.map((rule) => queryTree(rule));
  const logic = new LogicEngine();
  logic.addMethod("beginsWith", ([text, start]: readonly string[]) =>
    text?.startsWith(start ?? ""),
  );
  const compiled = trees.map((tree) => logic.build(logicOf(tree)));
  const sifted = trees.map((tree) => sift.default(mongoOf(tree)));
  const queries = trees.map((tree) => new Query(mongoOf(tree)));
  return [
    testing(
      "json-logic-engine",
      byField,
      (segment, record) => compiled[segment]?.(record) === true,
    ),
    testing("sift", byField, (segment, record) => sifted[segment]?.(record) === true),
    testing("mingo", byField, (segment, record) => queries[segment]?.test(record) === true),
    jsonRulesEngine(trees, byField),
  ];
}

function testing(
  name: string,
  byField: ByField,
  isMember: (segment: number, record: PlainRecord) => boolean,
): Contender {
  const records = new WeakMap<JudgedChange, PlainRecord>();
  return {
    name,
    prepare: (change) => records.set(change, plainRecord(change.after)),
    judge: (change) => {
      const record = records.get(change) ?? {};
      const touched = byField.get(attributeField(change.attribute)) ?? [];
      return turned(touched, change.members, (segment) => isMember(segment, record));
    },
  };
}

function turned(
  touched: readonly number[],
  members: Uint32Array,
  isMember: (segment: number) => boolean,
): Turned {
  const entered: number[] = [];
  const exited: number[] = [];
  for (const segment of touched) {
    const is = isMember(segment);
    if (is === hasBit(members, segment)) continue;
    if (is) entered.push(segment);
    else exited.push(segment);
  }
  return { entered, exited };
}

function plainRecord({ attributes }: SegmentationRecord): PlainRecord {
  return Object.fromEntries(Array.from(attributes, ([name, value]) => [name, plainValue(value)]));
}

/** One engine for the segments of each attribute: it has no way to run some of its rules. */
function jsonRulesEngine(trees: readonly QueryTree[], byField: ByField): Contender {
  const engines = new Map<string, Engine>();
  const engineOf = (attribute: string): Engine => {
    const known = engines.get(attribute);
    if (known !== undefined) return known;
    const engine = newRulesEngine();
    for (const segment of byField.get(attributeField(attribute)) ?? []) {
      const tree = trees[segment];
      if (tree === undefined) continue;
      const conditions = { all: [rulesOf(tree)] };
      engine.addRule({ conditions, event: { type: "member", params: { segment } } });
    }
    engines.set(attribute, engine);
    return engine;
  };
  const records = new WeakMap<JudgedChange, PlainRecord>();
  return {
    name: "json-rules-engine",
    prepare: (change) => records.set(change, plainRecord(change.after)),
    judge: async (change) => {
      const { attribute, members } = change;
      const { events } = await engineOf(attribute).run(records.get(change) ?? {});
      const found = new Set(events.map(({ params }) => params?.["segment"]));
      const touched = byField.get(attributeField(attribute)) ?? [];
      return turned(touched, members, (segment) => found.has(segment));
    },
  };
}

function newRulesEngine(): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator("exists", (fact: unknown) => fact !== undefined);
  engine.addOperator("missing", (fact: unknown) => fact === undefined);
  engine.addOperator("beginsWith", (fact: string | undefined, start: string) =>
    Boolean(fact?.startsWith(start)),
  );
  engine.addOperator("doesNotBeginWith", (fact: string, start: string) => !fact.startsWith(start));
  return engine;
}
