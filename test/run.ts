import { spawn } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

/** Arguments pass through to vitest: a file, `-t` and a name, `--project unit`. */
const vitest = spawn(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
vitest.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
