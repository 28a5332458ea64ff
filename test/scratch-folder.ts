import { existsSync, mkdtempSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Memory that looks like a disk, on Linux. */
const memory = "/dev/shm";
/** Containers often have 64 MB of it, which one database fills. */
const enough = 2 ** 30;

/**
 * A new folder for what need not outlive a test: in memory where there is some, since the embedded
 * database waits for the disk at each write, and its speed is not what is tested or measured.
 */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(hasRoom(memory) ? memory : tmpdir(), `muster-${name}-`));
}

function hasRoom(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > enough;
}
