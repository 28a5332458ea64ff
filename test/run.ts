import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Everything that needs nothing but this repository; `--project external` needs more. */
const selfContained = ["--project", "unit", "--project", "system", "--project", "browser"];

/** Arguments pass through to vitest: a file, `-t` and a name, `--project unit`. */
const given = process.argv.slice(2);
const projects = given.some((argument) => argument.startsWith("--project")) ? [] : selfContained;
const vitest = spawn(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...projects, ...given],
  { cwd: root, stdio: "inherit" },
);
vitest.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
