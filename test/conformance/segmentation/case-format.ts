import { z } from "zod";
import { attributeTypes, objectKinds } from "../../../shared/segmentation/record.ts";

/** The files beside this one, as README.md describes them. */

const Scalar = z.union([z.string(), z.number(), z.boolean()]);
const Value = z.union([Scalar, z.array(z.string())]);
const Truth = z.boolean().nullable();
/** ISO 8601 as `Date.parse` reads it: a date is the start of its day in UTC. */
const Instant = z.iso.datetime().or(z.iso.date());
/** `null` for never. */
const Turn = Instant.nullable();

const Normalisation = z.strictObject({
  trim: z.boolean().optional(),
  case: z.enum(["lower", "upper"]).optional(),
  map: z.record(z.string(), z.string()).optional(),
});
const Declaration = z.union([
  z.enum(attributeTypes).transform((type) => ({ type, normalise: undefined })),
  z.strictObject({ type: z.enum(attributeTypes), normalise: Normalisation }),
]);
const Declarations = z.record(z.string(), Declaration);

const Settings = z.strictObject({
  object: z.enum(objectKinds).optional(),
  zone: z.string().optional(),
  now: Instant.optional(),
  types: Declarations.optional(),
  relatedTypes: Declarations.optional(),
});
export type Settings = z.infer<typeof Settings>;

const Behaviour = z.tuple([z.string(), Instant, z.record(z.string(), Scalar).default({})]);

const CaseRecord = z.strictObject({
  id: z.string().optional(),
  attributes: z.record(z.string(), Value).optional(),
  behaviours: z.array(Behaviour).optional(),
  past: z.record(z.string(), z.array(z.tuple([Instant, Value.nullable()]))).optional(),
  segments: z.array(z.string()).optional(),
  get companies() {
    return z.array(CaseRecord).optional();
  },
  get contacts() {
    return z.array(CaseRecord).optional();
  },
  get ancestors() {
    return z.array(CaseRecord).optional();
  },
});
export type CaseRecord = z.infer<typeof CaseRecord>;

const Answer = CaseRecord.extend({
  now: Instant.optional(),
  expect: Truth,
  leaves: Turn.optional(),
});
export type Answer = z.infer<typeof Answer>;

const RuleUnderTest = Settings.extend({
  name: z.string(),
  rule: z.unknown().optional(),
  condition: z.looseObject({ field: z.string() }).optional(),
});

const Row = z.union([z.tuple([Value.nullable(), Truth]), z.tuple([Value.nullable(), Truth, Turn])]);
const Case = RuleUnderTest.extend({
  rows: z.array(Row).default([]),
  records: z.array(Answer).default([]),
});
type Case = z.infer<typeof Case>;
const AnsweredCase = Case.refine(({ rows, records }) => rows.length + records.length > 0, {
  error: "A case needs an answer: give rows or records.",
});

export const Suite = Settings.extend({ suite: z.string(), cases: z.array(AnsweredCase) });
export const RefusedSuite = Settings.extend({
  suite: z.string(),
  cases: z.array(RuleUnderTest.extend({ pointer: z.string() })),
});

/** The rule of a case, as a client would send it. */
export function ruleOf({ rule, condition }: z.infer<typeof RuleUnderTest>): unknown {
  return rule === undefined ? { combinator: "and", rules: [condition] } : rule;
}

/** The answers of a case, rows written out. */
export function answersOf({ rows, records, condition }: Case): readonly Answer[] {
  const field = condition?.field ?? "";
  const short = rows.map(([value, truth, leaves]): Answer => {
    return { attributes: value === null ? {} : { [field]: value }, expect: truth, leaves };
  });
  return [...short, ...records];
}
