import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { type System, startSystem } from "../../../../infra/local/system.ts";
import { handlers } from "./handlers.ts";
import { template } from "./template.ts";

const lineSchema = z.looseObject({ message: z.string(), id: z.string().optional() });
export type LogLine = z.infer<typeof lineSchema>;

/** Folders of one test: assembly and data. */
export interface Folders {
  readonly templateFolder: string;
  readonly dataFolder: string;
  remove(): void;
}

/** Writes the small system's assembly to a folder of its own. */
export function writeAssembly(content: object = template): Folders {
  const root = mkdtempSync(join(tmpdir(), "muster-runner-"));
  const templateFolder = join(root, "cdk.out");
  for (const [name, source] of Object.entries(handlers)) {
    mkdirSync(join(templateFolder, `asset.${name}`), { recursive: true });
    writeFileSync(join(templateFolder, `asset.${name}`, "index.mjs"), source);
  }
  symlinkSync(resolve("node_modules"), join(root, "node_modules"));
  writeFileSync(join(templateFolder, "Small.template.json"), JSON.stringify(content));
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  return { templateFolder, dataFolder: join(root, "data"), remove };
}

export interface SmallSystem extends AsyncDisposable {
  readonly system: System;
  readonly lines: LogLine[];
  readonly errors: unknown[];
  post(path: string, body: unknown): Promise<Response>;
  idle(): Promise<void>;
}

/** Runs it on ephemeral ports; `folders` of an earlier run let it go on where that one was. */
export async function startSmall(folders: Folders): Promise<SmallSystem> {
  const lines: LogLine[] = [];
  const errors: unknown[] = [];
  const system = await startSystem({
    dataFolder: folders.dataFolder,
    templateFolder: folders.templateFolder,
    onLine: (_, line) => lines.push(lineSchema.parse(JSON.parse(line))),
    onError: (error) => errors.push(error),
  });
  return {
    system,
    lines,
    errors,
    post: (path, body) => fetch(system.url + path, { method: "POST", body: JSON.stringify(body) }),
    idle: () => eventually(async () => (await system.pendingWork()).length === 0),
    [Symbol.asyncDispose]: () => system.stop(),
  };
}

/** Resolves once the condition holds. @throws Error after 15 seconds */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Never came true: ${String(holds)}`);
    await wait(10);
  }
}
