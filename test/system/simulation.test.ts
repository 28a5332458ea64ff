import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantedBugs } from "../simulation/planted-bugs.ts";

interface Run {
  readonly code: number;
  readonly text: string;
}

/** The command itself, as a process of its own: it replaces clocks, timers and the network. */
function simulate(...parameters: readonly string[]): Promise<Run> {
  const script = join(import.meta.dirname, "../simulation/run.ts");
  return new Promise((resolve) => {
    execFile(process.execPath, [script, ...parameters], (failure, stdout, stderr) => {
      const code = typeof failure?.code === "number" ? failure.code : failure === null ? 0 : 1;
      resolve({ code, text: stdout + stderr });
    });
  });
}

const nothingWrong = "lost 0 · phantom 0 · stale 0";
const minutes = (count: number): number => count * 60_000;

describe("whatever goes wrong on the way", () => {
  it(
    "no membership is lost, none invented, and every view and list agrees",
    async () => {
      // The same stories each time; `npm run simulate` tells new ones.
      const seed = process.env["MUSTER_SEED"] ?? "20000";
      const { code, text } = await simulate("--runs", "300", "--seed", seed);
      expect(text).toContain(nothingWrong);
      expect(code).toBe(0);
    },
    minutes(30),
  );

  it.each([20227, 40352, 40874, 60257, 71116, 71198, 71210, 703398, 706338])(
    "a story that went wrong once ends well: %i",
    async (seed) => {
      const { text } = await simulate("--runs", "1", "--seed", String(seed));
      expect(text).toContain(nothingWrong);
    },
    minutes(5),
  );

  it(
    "a seed tells the same story again",
    async () => {
      const tell = () => simulate("--runs", "1", "--commands", "120", "--seed", "7");
      const story = ({ text }: Run): string => text.replace(/\d+ s\b/, "");
      const [once, again] = await Promise.all([tell(), tell()]);
      expect(story(once)).toContain("120 commands");
      expect(story(again)).toBe(story(once));
    },
    minutes(5),
  );
});

describe("a CRM that refuses, loses, repeats, reorders and revokes", () => {
  it(
    "is equal after a new grant and one sweep, and was told once of each change",
    async () => {
      const { code, text } = await simulate("--rough-crm", "5", "--seed", "3");
      expect(text).toContain(nothingWrong);
      expect(code).toBe(0);
    },
    minutes(10),
  );
});

describe("the simulation finds what is planted:", () => {
  it.each(Object.keys(plantedBugs))(
    "%s",
    async (bug) => {
      const { code, text } = await simulate("--bug", bug, "--runs", "1000", "--seed", "1");
      const seed = /failing seeds: (\d+)/.exec(text)?.[1];
      expect(seed, text).toBeDefined();
      expect(code).toBe(1);
      // It is the bug that was found, and nothing else.
      const clean = await simulate("--runs", "1", "--seed", seed ?? "");
      expect(clean.text).toContain(nothingWrong);
    },
    minutes(30),
  );
});
