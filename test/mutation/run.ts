/** Entry of mutation testing: `run.ts [ROOM …] [--sample N]`, all rooms where none is named. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Stryker } from "@stryker-mutator/core";
import { type MutatedRoom, mutatedRooms } from "./rooms.ts";

/** Mutants that must be noticed, in percent. */
const goal = 90;

const scratch =
  process.env["MUTATION_FOLDER"] ?? join(import.meta.dirname, "../../.muster/mutation");

function optionsOf(name: string, room: MutatedRoom): ConstructorParameters<typeof Stryker>[0] {
  return {
    mutate: [...room.mutate],
    testRunner: "vitest",
    plugins: [
      import.meta.resolve("@stryker-mutator/vitest-runner"),
      import.meta.resolve("./sample.ts"),
    ],
    ignorers: ["sample"],
    vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    concurrency: 1,
    incremental: true,
    incrementalFile: join(scratch, `${name}-${values.sample}.json`),
    tempDirName: join(scratch, "sandboxes"),
    ignorePatterns: ["**", "!shared/**", "!test/**", "!package.json", "!tsconfig.json"],
    reporters: ["clear-text"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: goal, low: goal, break: goal },
    // Beside half as long again as the tests take: a loop without end costs all of it.
    timeoutMS: 5_000,
    dryRunTimeoutMinutes: 30,
    allowEmpty: false,
  };
}

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    /** Of so many functions one is broken. */
    sample: { type: "string", default: "1" },
  },
});
process.env["MUTATION_SAMPLE"] = values.sample;
// Every mutant meets the same random worlds.
process.env["MUSTER_SEED"] ??= "1";
for (const [name, room] of Object.entries(mutatedRooms)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n== ${name}`);
  process.env["MUTATED_ROOM"] = name;
  process.env["MUSTER_TRIALS"] = String(room.trials ?? 1);
  await new Stryker(optionsOf(name, room)).runMutationTest();
}
