import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The given token, else the one kept in the data folder, else a new one that is kept there. */
export function ensureToken(dataFolder: string, given: string | undefined): string {
  if (given) return given;
  const file = join(dataFolder, "token");
  if (existsSync(file)) {
    const kept = readFileSync(file, "utf8").trim();
    if (kept !== "") return kept;
  }
  const token = `muster_${randomBytes(24).toString("base64url")}`;
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}
