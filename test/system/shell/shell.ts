import { execFile } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

type Variables = Readonly<Record<string, string>>;

/**
 * A POSIX shell that keeps its variables from one block of commands to the next, as the terminal
 * of somebody who follows a guide does. curl and jq are those of this folder.
 */
export class Shell {
  readonly #folder: string;
  readonly #root: string;
  #variables: Variables;

  constructor(folder: string, root: string, variables: Variables) {
    this.#folder = folder;
    this.#root = root;
    this.#variables = variables;
    for (const tool of ["curl", "jq"]) {
      const program = new URL(`./${tool}.ts`, import.meta.url).pathname;
      const file = join(folder, tool);
      writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`);
      chmodSync(file, 0o755);
    }
  }

  /** What the block printed. @throws Error with what it said where a command of it failed */
  async run(block: string): Promise<string> {
    const file = join(this.#folder, "variables");
    const script = `set -ea\n${block}\nenv -0 > "${file}"`;
    const { stdout } = await run("/bin/sh", ["-c", script], {
      cwd: this.#root,
      env: { ...this.#variables, PATH: `${this.#folder}:${process.env["PATH"] ?? ""}` },
    });
    const pairs = readFileSync(file, "utf8")
      .split("\0")
      .map((line) => line.split("="));
    this.#variables = Object.fromEntries(
      pairs.map(([name = "", ...value]) => [name, value.join("=")]),
    );
    return stdout;
  }

  variable(name: string): string {
    const value = this.#variables[name];
    if (value === undefined) throw new Error(`the shell has no variable ${name}`);
    return value;
  }
}
