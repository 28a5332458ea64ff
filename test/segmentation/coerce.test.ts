import { describe, expect, it } from "vitest";
import { coerce } from "../../shared/segmentation/language/coerce.ts";
import {
  type AttributeType,
  attributeTypes,
  type Value,
} from "../../shared/segmentation/record.ts";

describe("a declared type", () => {
  it.each<[AttributeType, Value, Value]>([
    ["string", 5, "5"],
    ["string", true, "true"],
    ["string", " Gold ", " Gold "],
    ["enum", "Gold", "Gold"],
    ["number", "5.50", 5.5],
    ["number", "-1e3", -1000],
    ["number", 7, 7],
    ["boolean", "true", true],
    ["boolean", "false", false],
    ["date", "2026-02-28", "2026-02-28"],
    ["date", "2026-02-28T23:30:00-05:00", "2026-02-28"],
    ["date", 1772236800000, "2026-02-28"],
    ["date", "1772236800000", "2026-02-28"],
    ["datetime", "2026-02-28T10:00:00.000+0000", "2026-02-28T10:00:00.000+0000"],
    ["datetime", "2026-02-28", "2026-02-28"],
    ["datetime", 1772236800000, "2026-02-28T00:00:00.000Z"],
    ["strings", "a;b", ["a", "b"]],
    ["strings", "", []],
    ["strings", ["a;b"], ["a;b"]],
  ])("%s takes %j as %j", (type, value, expected) => {
    expect(coerce(value, type)).toEqual({ ok: true, value: expected });
    expect(coerce(expected, type)).toEqual({ ok: true, value: expected });
  });

  it.each<[AttributeType, Value]>([
    ["string", ["a"]],
    ["number", ""],
    ["number", "5 kg"],
    ["number", "0x10"],
    ["number", true],
    ["number", "1e999"],
    ["boolean", "yes"],
    ["boolean", 1],
    ["date", "28.02.2026"],
    ["date", "2026-02-29"],
    ["date", true],
    ["datetime", "tomorrow"],
    ["datetime", "2026-02-28T25:00:00Z"],
    ["datetime", 1e300],
    ["strings", 5],
  ])("%s does not take %j", (type, value) => {
    expect(coerce(value, type)).toEqual({ ok: false });
  });

  it("is never missing a case", () => {
    for (const type of attributeTypes) expect(coerce("x", type)).toHaveProperty("ok");
  });
});
