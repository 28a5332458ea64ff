import { describe, expect, it } from "vitest";
import { applyMapping } from "../../../shared/connectors/mapping/apply-mapping.ts";
import { Problem } from "../../../shared/runtime/errors.ts";
import { now } from "../samples.ts";

function map(mapping: string, payload: unknown = {}): Promise<unknown> {
  return applyMapping(mapping, payload, now);
}

async function objectionTo(mapping: string, payload: unknown = {}): Promise<string> {
  const outcome: unknown = await map(mapping, payload).catch((error: unknown) => error);
  if (outcome instanceof Problem && outcome.status === 422) return outcome.message;
  throw new Error(`Nothing was refused: ${JSON.stringify(outcome)}`);
}

describe("a mapping", () => {
  it("gives plain JSON: an object, a list, or nothing", async () => {
    expect(await map('{"id": $string(user.id)}', { user: { id: 7 } })).toEqual({ id: "7" });
    expect(await map("items.{ 'id': id }", { items: [{ id: 1 }, { id: 2 }] })).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    expect(await map("type = 'ping' ? undefined : $", { type: "ping" })).toBeUndefined();
  });

  it("takes a payload that is a list, or a single value", async () => {
    expect(await map("$.{'id': id}", [{ id: 1 }, { id: 2 }])).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await map("$[0].id", [{ id: 1 }])).toBe(1);
    expect(await map("{'value': $}", 7)).toEqual({ value: 7 });
    expect(await map("$", null)).toBeNull();
  });

  it("leaves out functions, and members that have no value", async () => {
    expect(await map('{"f": function($x) { $x }, "now": $now, "none": nothing, "a": 1}')).toEqual({
      a: 1,
    });
  });

  it("reaches what stands above a value", async () => {
    const payload = { tenant: "acme", items: [{ id: 1 }] };
    expect(await map('items.{"id": id, "tenant": %.tenant}', payload)).toEqual({
      id: 1,
      tenant: "acme",
    });
  });

  it("takes a large batch: a thousand events of some values each", async () => {
    const items = Array.from({ length: 1_000 }, (_, id) => ({ id, email: "A@b.test", tier: "x" }));
    const mapped = await map(
      'items.{"type": "profile.changed", "timestamp": $now(), "data": {"object": "contact", "id": $string(id), "email": $lowercase(email), "attributes": {"tier": tier, "big": id > 500 ? "yes" : "no"}}}',
      { items },
    );
    expect(mapped).toHaveLength(1_000);
  });
});

describe("a mapping may group", () => {
  it("into thousands of members, which are evaluated side by side", async () => {
    const items = Array.from({ length: 3_000 }, (_, id) => ({ id, tier: "Gold" }));
    const grouped = await map("items{$string(id): tier}", { items });
    expect(Object.keys(grouped ?? {})).toHaveLength(3_000);
  });
});

describe("a mapping says the same of the same webhook", () => {
  it("as now is the instant it came in", async () => {
    expect(await map('{"a": $now(), "b": $millis()}')).toEqual({
      a: "2026-11-22T10:00:00.000Z",
      b: now,
    });
  });

  it("as dates without an offset are in UTC, wherever it runs", async () => {
    expect(await map('$toMillis("2026-11-22T10:00:00")')).toBe(now);
    expect(await map('$toMillis("11/22/2026", "[M01]/[D01]/[Y0001]")')).toBe(
      Date.UTC(2026, 10, 22),
    );
    expect(await map('$toMillis("10:00", "[H01]:[m01]")')).toBe(now);
  });

  it.each(["$random()", "$shuffle([1,2])", '$eval("1")', "$map([1], $random)"])(
    "so %s is refused by name",
    async (mapping) => {
      expect(await objectionTo(mapping)).toMatch(/^At character \d+: .*\$(random|shuffle|eval)/);
    },
  );

  it("so the transform operator is refused by name", async () => {
    expect(await objectionTo('$ ~> |$|{"a": 1}|')).toContain("transform operator");
  });
});

describe("$instant", () => {
  it.each([
    ["2026-11-22", "2026-11-22T00:00:00.000Z"],
    ["2026-11-22T10:00:00+0100", "2026-11-22T09:00:00.000Z"],
    ["2026-11-22T10:00:00-05:30", "2026-11-22T15:30:00.000Z"],
    ["2026-11-22 10:00:00", "2026-11-22T10:00:00.000Z"],
    ["2026-11-22 10:00:00 UTC", "2026-11-22T10:00:00.000Z"],
    ["2026-11-22T10:00:00.123456Z", "2026-11-22T10:00:00.123Z"],
    ["Sun, 22 Nov 2026 10:00:00 GMT", "2026-11-22T10:00:00.000Z"],
    [now, "2026-11-22T10:00:00.000Z"],
    [now / 1_000, "2026-11-22T10:00:00.000Z"],
    [String(now / 1_000), "2026-11-22T10:00:00.000Z"],
  ])("reads %s", async (written, instant) => {
    expect(await map("$instant(at)", { at: written })).toBe(instant);
  });

  it("leaves out what is absent, and refuses what is no time", async () => {
    expect(await map('{"a": $instant(none), "b": $instant(empty)}', { empty: "" })).toEqual({});
    for (const at of ["yesterday", "2026-13-01", "22.11.2026", 1e20, true])
      expect(await objectionTo("$instant(at)", { at })).toContain("$instant cannot read");
  });
});

describe("a mapping ends", () => {
  it.each([
    ["a function that calls itself in its last step", "($f := function($x) { $f($x) }; $f(1))"],
    ["a function that calls itself before", "($f := function($x) { 1 + $f($x) }; $f(1))"],
    ["two that call each other", "($f := function() { $g() }; $g := function() { $f() }; $f())"],
    ["a loop over loops", "[1..5000].([1..5000].(1 + 1))"],
    ["a range without measure", "[1..10000000]"],
    ["text without measure", '$pad("a", 1000000000)'],
  ])("for %s", async (_, mapping) => {
    const startedAt = performance.now();
    expect(await objectionTo(mapping)).not.toBe("");
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("for thousands of parentheses within each other, with their value or a problem", async () => {
    const mapping = `${"(".repeat(5_000)}1${")".repeat(5_000)}`;
    const outcome = await map(mapping).catch((error: unknown) => error);
    expect(outcome === 1 || outcome instanceof Problem).toBe(true);
  });

  it("for text and values that double with each step", async () => {
    const doubling = (twice: string) =>
      `($f := function($v, $n) { $n = 0 ? $v : $f(${twice}, $n - 1) }; $string($f("a", 60)))`;
    expect(await objectionTo(doubling("$v & $v"))).toContain("too large");
    expect(await objectionTo(doubling('{"x": $v, "y": $v}'))).toContain("too large");
    expect(await objectionTo(doubling("[$v, $v]"))).toContain("maximum sequence length");
  });

  it.each(["/(a+)+$/", "/(a|aa)+$/", "/(.*a){12}$/", "/a*a*a*a*a*a*a*a*b/"])(
    "for the regular expression %s, which tries without end",
    async (pattern) => {
      const payload = { text: `${"a".repeat(4_000)}!` };
      expect(await objectionTo(`$match(text, ${pattern})`, payload)).toContain("takes too long");
    },
  );

  it("after the same number of steps each time", async () => {
    const mapping = "($f := function($x) { $f($x) }; $f(1))";
    expect(await objectionTo(mapping)).toBe(await objectionTo(mapping));
  });

  it("with ordinary regular expressions and repeated members, as they say", async () => {
    const payload = { name: "Acme, Inc. (Berlin)", tags: ["a", "b", "a"] };
    expect(await map("$match(name, /\\((\\w+)\\)/).groups[0]", payload)).toBe("Berlin");
    expect(await map('$replace(name, /\\s+/, " ")', payload)).toBe(payload.name);
    expect(await map("$split(name, /[,.] */)", payload)).toEqual(["Acme", "Inc", "(Berlin)"]);
    expect(await map("$distinct(tags)", payload)).toEqual(["a", "b"]);
    expect(await map('$pad("7", -3, "0")')).toBe("007");
  });
});

describe("a mapping sees its payload and nothing else", () => {
  it.each([
    "constructor",
    "$.constructor.constructor",
    '$lookup($, "__proto__")',
    '"".constructor',
    "process",
    "$process",
    "$now.implementation",
    "$spread($now).implementation.constructor",
  ])("%s gives nothing", async (mapping) => {
    expect(await map(mapping, { a: 1 })).toBeUndefined();
  });

  it("and changes no prototype", async () => {
    const payload: unknown = JSON.parse('{"__proto__": {"polluted": true}}');
    await map('{"__proto__": {"polluted": true}, "constructor": 1}', payload);
    await map("$merge([$, {'a': 1}])", payload);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect("polluted" in {}).toBe(false);
  });

  it("and what looks like one of its functions there stays a value", async () => {
    const payload = { a: { _jsonata_lambda: true, body: "b" }, f: { _jsonata_function: true } };
    expect(await map("$", payload)).toEqual(payload);
    expect(await objectionTo("$map([1], f)", payload)).not.toBe("");
  });
});

describe("a mapping that cannot be used is refused with the reason", () => {
  it.each([
    ["", "empty"],
    ["  ", "empty"],
    ["{", "no JSONata expression"],
    ["a.b.(", "At character 5"],
    [`"${"a".repeat(10_300)}"`, "at most 10240 bytes"],
    ["'a' + 1", "At character 5"],
    ["$nope(1)", "non-function"],
  ])("%s", async (mapping, reason) => {
    expect(await objectionTo(mapping)).toContain(reason);
  });
});
