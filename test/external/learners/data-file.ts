import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

const Timed = z.object({ timestamp: z.iso.datetime() });
const root = join(import.meta.dirname, "../../..");

/** Lines of the data set, in order of time. @throws Error with the remedy where it is missing */
export function learnerLines(): string[] {
  const folder = resolve(root, process.env["MUSTER_DATA_SETS"] ?? "../shared/data");
  const file = join(folder, "learners.ndjson");
  if (!existsSync(file))
    throw new Error(`There is no ${file}: set MUSTER_DATA_SETS to the folder of the data sets.`);
  return readFileSync(file, "utf8").trim().split("\n");
}

/** The lines up to each instant (ms) that no earlier part holds; the rest is left out. */
export function cutAt(lines: readonly string[], instants: readonly number[]): string[][] {
  const parts: string[][] = instants.map(() => []);
  for (const line of lines) {
    const at = Date.parse(Timed.parse(JSON.parse(line)).timestamp);
    parts[instants.findIndex((instant) => at <= instant)]?.push(line);
  }
  return parts;
}
