import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { bundleFunctions } from "../../infra/bundle.ts";

/** Calls the bundled handler in a Node of its own, where nothing but the bundle is loaded. */
function call(module: string): string {
  const url = JSON.stringify(pathToFileURL(module).href);
  const source = `process.stdout.write(String((await import(${url})).handler()))`;
  return execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
  });
}

describe("bundling", () => {
  it("makes one module per function, in which CommonJS packages find their names", async () => {
    const folder = mkdtempSync(join(tmpdir(), "muster-functions-"));
    const out = join(folder, "out");
    writeFileSync(
      join(folder, "first.ts"),
      `declare const require: (name: string) => { basename(path: string): string };
       export const handler = (): string => require("node:path").basename(__dirname);`,
    );
    writeFileSync(join(folder, "second.ts"), "export const handler = (): number => 42;");
    expect(await bundleFunctions(folder, out)).toEqual(["first", "second"]);
    expect(call(join(out, "first", "index.mjs"))).toBe("first");
    expect(call(join(out, "second", "index.mjs"))).toBe("42");
  });
});
