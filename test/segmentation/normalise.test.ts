import { describe, expect, it } from "vitest";
import { normaliseValue } from "../../shared/segmentation/language/normalise.ts";
import type { Normalisation, Value } from "../../shared/segmentation/record.ts";

const country: Normalisation = { trim: true, case: "upper", map: { germany: "DE", " Uk ": "GB" } };

describe("variants of a value become one", () => {
  it.each<[string, Normalisation | undefined, Value, Value]>([
    ["not unless asked", undefined, " Gold ", " Gold "],
    ["trimmed", { trim: true }, "\t Gold \n", "Gold"],
    ["in lower case", { case: "lower" }, "GOLD É", "gold é"],
    ["in upper case", { case: "upper" }, "Straße", "STRASSE"],
    ["mapped", { map: { "Tier 1": "Gold" } }, "Tier 1", "Gold"],
    ["mapped whole, not in part", { map: { "Tier 1": "Gold" } }, "Tier 1 plus", "Tier 1 plus"],
    ["trimmed and cased before they are mapped", country, " germany", "DE"],
    ["whatever case the map is written in", country, "uk", "GB"],
    ["and left where the map leads", country, "DE", "DE"],
    ["also where that is cased otherwise", { case: "lower", map: { de: "DE" } }, "DE", "DE"],
    ["each element of a list by itself", country, ["germany", " fr"], ["DE", "FR"]],
    ["numbers as they are", country, 5, 5],
    ["booleans as they are", country, true, true],
    ["no names of prototypes", { map: {} }, "constructor", "constructor"],
  ])("%s", (_, normalisation, value, expected) => {
    expect(normaliseValue(value, normalisation)).toEqual(expected);
  });

  it.each(["germany", " UK", "de", "fr", ""])("once and for all: %j", (value) => {
    const once = normaliseValue(value, country);
    expect(normaliseValue(once, country)).toBe(once);
  });
});
