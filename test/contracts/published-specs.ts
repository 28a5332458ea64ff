import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/**
 * A published description from the folder `MUSTER_SPECS` (`../shared/specs` beside the
 * repository unless set), parsed. The descriptions are not part of the repository.
 */
export function publishedSpec(path: string): unknown {
  const folder = resolve(
    process.env["MUSTER_SPECS"] ?? resolve(import.meta.dirname, "../../../shared/specs"),
  );
  const file = resolve(folder, path);
  if (!existsSync(file)) {
    throw new Error(
      `The contract checks need ${path} in ${folder}: set MUSTER_SPECS to the folder that holds the vendors' published API descriptions.`,
    );
  }
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  return parsed;
}
