import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const text = readFileSync(join(root, "infra/THREATS.md"), "utf8");
const rows = text
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Arrow"));

it("each threat names what holds it, and all of it is there", () => {
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const [, , letters = "", , , heldBy = ""] = row.split("|").map((cell) => cell.trim());
    expect(letters, row).toMatch(/^[STRIDE]( [STRIDE])*$/);
    const paths = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
    expect(paths.length, row).toBeGreaterThan(0);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  }
});
