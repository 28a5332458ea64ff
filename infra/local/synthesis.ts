import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

const sources = ["infra", "functions", "shared", "console", "package-lock.json"];
/** The runner itself is not part of what it runs. */
const apart = join("infra", "local");

/** A hash over the paths and contents of everything the template and its assets are made from. */
function sourcesHash(root: string): string {
  const hash = createHash("sha256");
  for (const path of sources.flatMap((name) => filesUnder(root, join(root, name))).sort()) {
    hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function filesUnder(root: string, path: string): string[] {
  if (!existsSync(path)) return [];
  if (relative(root, path) === apart) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(root, join(path, name)));
}

/**
 * Synthesizes the templates into `<root>/cdk.out` unless they are up to date; returns the folder.
 * @throws Error with what the synthesis wrote
 */
export async function synthesize(root: string, onStart: () => void = () => {}): Promise<string> {
  const folder = join(root, "cdk.out");
  const stamp = join(folder, ".sources");
  const hash = sourcesHash(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return folder;
  onStart();
  rmSync(stamp, { force: true });
  await run(root, folder);
  writeFileSync(stamp, hash);
  return folder;
}

function run(root: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, "infra", "app.ts")], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: folder },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`The template could not be synthesized:\n${output.trim()}`));
    });
  });
}
