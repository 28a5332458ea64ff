import { defineConfig } from "vitest/config";

/** Tests that start the whole system run after the others, few at a time. */
const system = ["test/system/**/*.test.ts", "test/seeds/**/*.test.ts"];
/** Those that look at the console in a real browser, in front of one running sample. */
const browser = ["test/browser/**/*.test.ts"];
/** Those that read what is not in this repository: other systems' API descriptions, data sets. */
const external = ["test/contracts/**/*.test.ts", "test/external/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...system, ...browser, ...external],
          pool: "threads",
          // A busy machine is no failure; what hangs still ends.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "system",
          include: system,
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "browser",
          include: browser,
          globalSetup: "test/browser/set-up.ts",
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "external",
          include: external,
          pool: "forks",
          maxWorkers: 1,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
