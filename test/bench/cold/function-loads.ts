import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { bundleFunctions } from "../../../infra/bundle.ts";
import { scratchFolder } from "../../scratch-folder.ts";
import { quantile, readable } from "../quantile.ts";

/** What a Lambda that starts spends until its module is loaded. */
export interface LoadFigures {
  readonly functionName: string;
  readonly kilobytes: number;
  /** Over fresh processes: the clock's milliseconds, and the processor's, which a busy machine lengthens less. */
  readonly p50ms: number;
  readonly maxms: number;
  readonly p50cpuMs: number;
  readonly maxCpuMs: number;
}

const starts = 5;

/** What modules ask for while they are loaded; any value will do. */
const settings = {
  AWS_REGION: "eu-central-1",
  PROFILES_TABLE: "profiles",
  VIEWS_TABLE: "views",
  REGISTRY_TABLE: "registry",
  CONNECTOR: "hubspot",
};

const Load = z.object({ ms: z.number(), cpuMs: z.number() });

/** Loads every function's bundle some times, each time in a Node of its own. */
export async function measureLoads(): Promise<LoadFigures[]> {
  const folder = scratchFolder("bundles");
  try {
    const names = await bundleFunctions(join(import.meta.dirname, "../../../functions"), folder);
    return names.map((functionName) => {
      const file = join(folder, functionName, "index.mjs");
      const loads = Array.from({ length: starts }, () => load(file));
      const [wall, cpu] = [loads.map(({ ms }) => ms), loads.map(({ cpuMs }) => cpuMs)];
      return {
        functionName,
        kilobytes: Math.round(statSync(file).size / 1024),
        p50ms: readable(quantile(wall, 0.5)),
        maxms: readable(Math.max(...wall)),
        p50cpuMs: readable(quantile(cpu, 0.5)),
        maxCpuMs: readable(Math.max(...cpu)),
      };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(file: string): z.infer<typeof Load> {
  const source = `
    const cpu = process.cpuUsage(), since = performance.now();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    const { user, system } = process.cpuUsage(cpu);
    const ms = performance.now() - since;
    process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));
    process.exit(0);`;
  const answer = execFileSync(process.execPath, ["--input-type=module", "-e", source], {
    encoding: "utf8",
    env: { ...process.env, ...settings },
  });
  return Load.parse(JSON.parse(answer));
}
