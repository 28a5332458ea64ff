import fc from "fast-check";

/** What attackers, broken senders and other languages put where a value is expected. */
const hostileValues: readonly unknown[] = [
  null,
  true,
  "",
  "__proto__",
  "\u0000",
  "\ud800",
  "a".repeat(20_000),
  "=HYPERLINK(1)",
  "(a+)+$",
  "0x10",
  "1e999",
  "2026-02-30T25:61:61Z",
  "9999999-01-01",
  -0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[[[[[[[[[]]]]]]]]]],
  Array.from({ length: 500 }, () => ({})),
  nested(2_000, (inner) => [inner]),
  nested(2_000, (inner) => ({ rules: [inner] })),
  nested(2_000, (inner) => ({ filterBranches: [inner] })),
  nested(2_000, (data) => ({ data })),
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}'),
  { toString: "x", valueOf: 1, length: -1, hasOwnProperty: 1 },
];
const hostileNames = ["__proto__", "constructor", "prototype", "toString", "", "a.b", "length"];

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = wrap(value);
  return value;
}

interface Edit {
  /** Which node, counted through the whole value. */
  readonly at: number;
  readonly how: "replace" | "rename" | "drop" | "repeat";
  readonly which: number;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(200),
  how: fc.constantFrom("replace", "rename", "drop", "repeat"),
  which: fc.nat(1_000),
});

/** A sample of JSON with some of its nodes replaced, renamed, dropped or repeated. */
export function mutatedJson(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([sample, edits]) => edits.reduce(edited, sample));
}

function edited(value: unknown, change: Edit): unknown {
  const total = count(value);
  let left = change.at % total;
  const walk = (node: unknown): unknown => {
    if (left === 0) {
      left -= 1;
      return changed(node, change);
    }
    left -= 1;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(value);
}

/** Only as deep as samples are: a value that was made deep already counts as one. */
function count(value: unknown, depth = 0): number {
  if (typeof value !== "object" || value === null || depth > 40) return 1;
  return Object.values(value).reduce((sum, inner) => sum + count(inner, depth + 1), 1);
}

function changed(node: unknown, { how, which }: Edit): unknown {
  const members: [string, unknown][] =
    typeof node === "object" && node !== null ? Object.entries(node) : [];
  const [name = "", inner] = members[which % Math.max(1, members.length)] ?? [];
  switch (how) {
    case "replace":
      return hostileValues[which % hostileValues.length];
    case "rename": {
      const other = hostileNames[which % hostileNames.length] ?? "";
      return Object.fromEntries(members.map(([own, each]) => [own === name ? other : own, each]));
    }
    case "drop":
      return Object.fromEntries(members.filter(([own]) => own !== name));
    case "repeat":
      // Bodies stay of a size that senders send: it is not their length that is tried here.
      return Array.from(
        { length: 1 + (which % (count(node) > 20 ? 3 : 300)) },
        () => inner ?? node,
      );
  }
}

interface Cut {
  readonly at: number;
  readonly length: number;
  readonly put: Uint8Array;
}

const fragments = [
  "\u0000",
  "\\",
  '"',
  "'",
  "<![CDATA[",
  "<!DOCTYPE a [<!ENTITY b 'c'>]>",
  "&#x0;",
  "]]>",
  "((((((((((",
  "%",
  " and ",
  "P1Y",
  "é\u0301\u202e",
  '{"__proto__":{"polluted":true}}',
  "[".repeat(5_000),
  "(".repeat(500),
  "NOT ".repeat(500),
  "a".repeat(5_000),
  ",".repeat(3_000),
].map((text) => Buffer.from(text));

const put = fc.oneof(
  fc.uint8Array({ maxLength: 8 }),
  fc.constantFrom(...fragments.map((fragment) => Uint8Array.from(fragment))),
);

/** Bytes of a sample with pieces cut out, put in, or doubled. */
export function mutatedBytes(samples: readonly string[]): fc.Arbitrary<Uint8Array> {
  const cut: fc.Arbitrary<Cut> = fc.record({ at: fc.nat(), length: fc.nat(20), put });
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(cut, { minLength: 1, maxLength: 4 }))
    .map(([sample, cuts]) => cuts.reduce(withCut, Buffer.from(sample)));
}

function withCut(bytes: Buffer, { at, length, put: added }: Cut): Buffer {
  const place = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, place), added, bytes.subarray(place + length)]);
}
