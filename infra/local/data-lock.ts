import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * Makes this process the only one on the data folder; the operating system lets go of the lock
 * however the process ends. Returns how to let go. @throws Error with a sentence
 */
export function lockDataFolder(folder: string): () => void {
  // An orphan of a killed start needs a moment to notice.
  const database = new DatabaseSync(join(folder, "lock.sqlite"), { timeout: 3000 });
  try {
    database.exec("begin exclusive");
  } catch {
    database.close();
    throw new Error(
      `Muster already runs on the data folder ${folder}: stop it, or choose another with MUSTER_DATA.`,
    );
  }
  return () => database.close();
}
