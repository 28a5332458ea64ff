import fc from "fast-check";
import { operatorNames } from "../../shared/segmentation/language/operators.ts";

const profileFields = ["behaviours", "company", "contacts", "ancestors", "segment", "id"];
const attributes = ["score", "active", "certifiedAt", "lastLogin", "courses", "nickname", "tier"];
const parts = [
  "name",
  "at",
  "properties.x",
  "properties.__proto__",
  "__proto__",
  "constructor",
  "",
];
const names = [...profileFields, ...attributes, ...parts, "x", "y"];
const keywords = ["and", "or", "all", "some", "atLeast", "first", "sum", "count", "value", "field"];
const times = ["P1D", "P7D", "P1Y", "week", "2026-01-01", "2026-01-01T00:00:00Z"];
const words = [...operatorNames, ...names, ...keywords, ...times];
const word = fc.constantFrom(...words);
const anyValue = fc.oneof(
  word,
  fc.anything(),
  fc.array(fc.oneof(word, fc.double()), { maxLength: 3 }),
);

/** How deep the trees below grow, however they branch. */
const depth = { maxDepth: 3, depthIdentifier: fc.createDepthIdentifier() } as const;

/** Objects with the keys of rules, holding anything. */
export const { rule: ruleLike } = fc.letrec<{ rule: unknown; condition: unknown }>((tie) => {
  const inner = fc.oneof(depth, anyValue, tie("rule"));
  return {
    condition: fc.record(
      {
        field: fc.oneof({ weight: 5, arbitrary: word }, { weight: 1, arbitrary: fc.anything() }),
        operator: word,
        value: fc.oneof(
          depth,
          anyValue,
          inner,
          fc.record({ steps: fc.array(inner, { maxLength: 3 }), within: anyValue }),
          fc.record({ duration: anyValue, of: anyValue }),
          fc.record({ salt: anyValue, from: anyValue, to: anyValue }),
        ),
        match: fc.record({ mode: fc.oneof(word, anyValue), threshold: anyValue }),
        includeMissing: fc.oneof(fc.boolean(), anyValue),
        valueSource: word,
        coalesce: fc.oneof(fc.array(word, { maxLength: 3 }), anyValue),
        aggregate: fc.record({ function: word, of: word, where: inner }, { requiredKeys: [] }),
        disabled: anyValue,
      },
      { requiredKeys: [] },
    ),
    rule: fc.record(
      {
        combinator: fc.oneof(fc.constantFrom("and", "or"), anyValue),
        not: fc.oneof(fc.boolean(), anyValue),
        rules: fc.oneof(
          depth,
          anyValue,
          fc.array(fc.oneof(depth, word, tie("condition"), tie("rule")), { maxLength: 3 }),
        ),
      },
      { requiredKeys: ["rules"] },
    ),
  };
});

const duration = fc.constantFrom("P1D", "P7D", "P1M", "P1Y", "PT1H", "P1M1DT2H", "P0D", "P2Y");
const day = fc.constantFrom("2026-01-01", "2026-03-31T10:00:00Z", "2026-13-01");
const text = fc.constantFrom("a", "ab", "", "Gold", "login");
const number = fc.constantFrom(0, 1, 2.5, -1);
const anchor = fc.oneof(
  fc.constantFrom("certifiedAt", "lastLogin", "x", "score"),
  fc.record({ behaviour: text, which: fc.constantFrom("first", "last") }),
);
const plausible = fc.oneof(
  text,
  number,
  fc.boolean(),
  day,
  duration,
  fc.constantFrom("day", "week", "quarter"),
  fc.array(text, { maxLength: 3 }),
  fc.array(number, { minLength: 1, maxLength: 3 }),
  fc.record({ duration, of: anchor }),
  fc.record({ salt: text, from: fc.constantFrom(0, 10), to: fc.constantFrom(10, 50.25, 100) }),
);
const name = fc.constantFrom(...names);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 5 });

/** Rules of which a good part is accepted. */
export const { group: likelyRule } = fc.letrec<{ group: unknown; condition: unknown }>((tie) => ({
  condition: fc.oneof(
    fc.record({
      field: name,
      operator: fc.constantFrom(...operatorNames),
      value: plausible,
      includeMissing: rarely(fc.constant(true)),
      valueSource: rarely(fc.constantFrom("value", "field")),
      coalesce: rarely(fc.array(name, { maxLength: 2 })),
    }),
    fc.record({ field: name, operator: fc.constantFrom("null", "notNull") }),
    fc.record({
      field: fc.constant("certifiedAt"),
      operator: fc.constant("inNext"),
      value: duration,
    }),
    fc.record({
      field: fc.constantFrom("behaviours", "company", "contacts", "ancestors"),
      match: fc.record({
        mode: fc.constantFrom("all", "some", "none", "atLeast"),
        threshold: fc.constantFrom(1, 2),
      }),
      value: tie("group"),
    }),
    fc.record({
      field: fc.constantFrom("behaviours", "company", "contacts", "ancestors"),
      operator: fc.constantFrom(...operatorNames),
      value: plausible,
      aggregate: fc.record({
        function: fc.constantFrom("first", "last", "sum", "count"),
        of: rarely(fc.constantFrom("at", "properties.x", "score")),
        where: rarely(tie("group")),
      }),
    }),
    fc.record({
      field: fc.constant("behaviours"),
      operator: fc.constantFrom("sequence", "notSequence"),
      value: fc.record({ steps: fc.array(tie("group"), { minLength: 1, maxLength: 3 }) }),
    }),
  ),
  group: fc.record({
    combinator: fc.constantFrom("and", "or"),
    not: rarely(fc.boolean()),
    rules: fc.array(fc.oneof({ maxDepth: 2 }, tie("condition"), tie("group")), {
      minLength: 0,
      maxLength: 2,
    }),
  }),
}));
