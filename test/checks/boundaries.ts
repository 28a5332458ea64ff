import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { z } from "zod";

const Report = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(
      z.object({
        from: z.string(),
        to: z.string(),
        rule: z.object({ name: z.string() }),
        cycle: z.array(z.object({ name: z.string() })).optional(),
      }),
    ),
  }),
});

export interface Boundaries {
  readonly modules: number;
  /** One line each. */
  readonly violations: readonly string[];
}

/** Compares all imports, those of types included, with the order of the rooms. */
export async function checkBoundaries(root: string): Promise<Boundaries> {
  const folders = ["functions", "shared", "infra", "console", "test"];
  const output = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [
        "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs",
        "--config=.dependency-cruiser.mjs",
        "--output-type=json",
        ...folders.filter((folder) => existsSync(`${root}/${folder}`)),
      ],
      { cwd: root, maxBuffer: 256 * 1024 * 1024 },
      // It exits with the number of violations; the report says the same, by name.
      (_exit, stdout, stderr) => resolve(stdout === "" ? stderr : stdout),
    );
  });
  if (!output.startsWith("{")) throw new Error(`dependency-cruiser could not run: ${output}`);
  const { summary } = Report.parse(JSON.parse(output));
  return {
    modules: summary.totalCruised,
    violations: summary.violations.map(({ from, to, rule, cycle }) =>
      cycle === undefined || cycle.length === 0
        ? `${from} → ${to}: ${rule.name}`
        : `${from} → ${cycle.map(({ name }) => name).join(" → ")}: ${rule.name}`,
    ),
  };
}
