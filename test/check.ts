import { execFile } from "node:child_process";
import { join } from "node:path";
import { styleText } from "node:util";
import { writeApiTypes } from "./checks/api-types.ts";
import { checkBoundaries } from "./checks/boundaries.ts";
import { findVendorNames } from "./checks/vendor-names.ts";

interface Verdict {
  readonly passed: boolean;
  /** Beside the name in the summary. */
  readonly note: string;
  /** Shown where the check failed. */
  readonly output: string;
}

interface Check {
  readonly name: string;
  run(): Promise<Verdict>;
}

const root = join(import.meta.dirname, "..");

/** A tool of node_modules, run by this very Node; it fails by its exit code. */
function tool(name: string, ...args: readonly string[]): Check {
  const bin = join(root, "node_modules", ".bin");
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  const run = () =>
    new Promise<Verdict>((resolve) => {
      const options = { cwd: root, env, maxBuffer: 64 * 1024 * 1024 };
      execFile(process.execPath, [...args], options, (failure, stdout, stderr) =>
        resolve({ passed: failure === null, note: "", output: `${stdout}${stderr}` }),
      );
    });
  return { name, run };
}

const boundaries: Check = {
  name: "boundaries",
  run: async () => {
    const { modules, violations } = await checkBoundaries(root);
    if (modules === 0) {
      // Seen with a TypeScript it does not know: it reads nothing and is content.
      return { passed: false, note: "0 modules", output: "dependency-cruiser read no module" };
    }
    const note = `${modules} modules`;
    return { passed: violations.length === 0, note, output: violations.join("\n") };
  },
};

const vendorNames: Check = {
  name: "vendor names",
  run: async () => {
    const { filesRead, found } = findVendorNames(root);
    const passed = filesRead > 0 && found.length === 0;
    const output = filesRead > 0 ? found.join("\n") : "There was no file to read";
    return { passed, note: `${filesRead} files`, output };
  },
};

const checks: readonly Check[] = [
  tool("lint", "node_modules/oxlint/bin/oxlint", "--deny-warnings"),
  tool("types", "node_modules/tsgo/bin/tsc", "--noEmit", "-p", "."),
  tool("unused code", "node_modules/knip/bin/knip.js", "--no-progress"),
  boundaries,
  tool("formatting", "node_modules/@biomejs/biome/bin/biome", "format", "."),
  vendorNames,
];

async function report({ name, run }: Check): Promise<boolean> {
  const began = performance.now();
  const verdict = await run().catch((error: unknown): Verdict => {
    return { passed: false, note: "could not run", output: String(error) };
  });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const mark = verdict.passed ? styleText("green", "✓") : styleText("red", "✗");
  if (!verdict.passed) console.log(`\n${verdict.output.trim()}\n`);
  console.log(`${mark} ${name.padEnd(14)} ${seconds.padStart(5)} s  ${verdict.note}`);
  return verdict.passed;
}

/** Two at a time: each check keeps a processor busy. */
async function runAll(): Promise<boolean[]> {
  const waiting = [...checks];
  const results: boolean[] = [];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      results.push(await report(next));
    }
  };
  await Promise.all([lane(), lane()]);
  return results;
}

await writeApiTypes(root);
const failed = (await runAll()).filter((passed) => !passed).length;
console.log(failed === 0 ? "All checks passed" : `${failed} of ${checks.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
