import { readFileSync } from "node:fs";
import { join } from "node:path";

const guide = readFileSync(join(import.meta.dirname, "../infra/DEPLOY.md"), "utf8");

/** The deploy guide, without its blocks of commands. */
export const guideProse = guide.replaceAll(/^```[^]*?^```$/gm, "");

/** The deploy guide's blocks of shell commands, in order. */
export const guideBlocks = [...guide.matchAll(/^```sh\n([^]*?)^```$/gm)].map(
  ([, commands = ""]) => commands,
);
