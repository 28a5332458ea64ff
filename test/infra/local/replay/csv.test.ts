import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../../../infra/local/replay/csv.ts";

function values(text: string) {
  return readCsv(text).map((row) => row.values);
}

describe("CSV", () => {
  it("gives each row by the names of the first", () => {
    expect(readCsv("id,tier\n1,Gold\n2,\n")).toEqual([
      { line: 2, values: { id: "1", tier: "Gold" } },
      { line: 3, values: { id: "2", tier: "" } },
    ]);
  });

  it.each([
    ["commas in quotes", 'a,b\n"1,5",x', { a: "1,5", b: "x" }],
    ["quotes in quotes", 'a,b\n"say ""hi""",x', { a: 'say "hi"', b: "x" }],
    ["line breaks in quotes", 'a,b\n"one\r\ntwo",x', { a: "one\r\ntwo", b: "x" }],
    ["CRLF", "a,b\r\n1,2\r\n", { a: "1", b: "2" }],
    ["no line break at the end", "a,b\n1,2", { a: "1", b: "2" }],
    ["an empty last value at the end of the file", "a,b\n1,", { a: "1", b: "" }],
    ["an empty quoted value", 'a,b\n"",2', { a: "", b: "2" }],
    ["a byte order mark", "\uFEFFa,b\n1,2", { a: "1", b: "2" }],
    ["spaces, which belong to the value", "a,b\n 1 , 2", { a: " 1 ", b: " 2" }],
    ["empty lines", "a,b\n\n1,2\n\n", { a: "1", b: "2" }],
  ])("with %s", (_, text, row) => {
    expect(values(text)).toEqual([row]);
  });

  it.each([
    ["", "line 1: the columns are not named"],
    ["a,a\n1,2", 'line 1: two columns are named "a"'],
    ["a,b\n1,2\n1,2,3", "line 3: 3 values for 2 columns"],
    ['a,b\n1,2\n"1,2\n', "line 3: a quote is not closed"],
    ['a,b\n1,x"y', "line 2: a quote is not closed, or stands alone"],
    ['a,b\n"one\ntwo",2\n1', "line 4: 1 values for 2 columns"],
  ])("that is wrong names its line: %j", (text, message) => {
    expect(() => readCsv(text)).toThrow(message);
  });

  it("reads back whatever is written by the book", () => {
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const row = fc.array(fc.string({ unit: "grapheme" }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
        const text = ["a,b", ...rows.map((fields) => fields.map(quoted).join(","))].join("\r\n");
        expect(values(text)).toEqual(rows.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});
