/** Entry of mutation testing: `run.ts [ROOM …]`, all rooms where none is named. */
import { join } from "node:path";
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
    plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
    vitest: { configFile: "test/mutation/vitest.config.ts", related: false },
    coverageAnalysis: "perTest",
    concurrency: 1,
    incremental: true,
    incrementalFile: join(scratch, `${name}.json`),
    tempDirName: join(scratch, "sandboxes"),
    ignorePatterns: ["**", "!shared/**", "!test/**", "!package.json", "!tsconfig.json"],
    reporters: ["clear-text"],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    thresholds: { high: goal, low: goal, break: goal },
    timeoutMS: 30_000,
    dryRunTimeoutMinutes: 30,
    allowEmpty: false,
  };
}

const asked = process.argv.slice(2);
for (const [name, room] of Object.entries(mutatedRooms)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`\n== ${name}`);
  process.env["MUTATED_ROOM"] = name;
  await new Stryker(optionsOf(name, room)).runMutationTest();
}
