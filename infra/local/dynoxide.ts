import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { type GuardedProcess, startGuarded } from "./guarded-process.ts";

export interface Database {
  readonly endpoint: string;
  /** Resolves with a sentence if it ends before it is stopped. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

const missing =
  "No database: dynoxide has no package for this platform and is not on the PATH. Put it there, " +
  "or set DYNAMODB_ENDPOINT to the address of a DynamoDB-compatible server such as DynamoDB Local.";

/** The binary of the npm package for this platform, else the one on the PATH. */
function findDynoxide(): string | undefined {
  const file = process.platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    const name = `@dynoxide/${process.platform}-${process.arch}/package.json`;
    const manifest = createRequire(import.meta.url).resolve(name);
    return join(manifest, "..", file);
  } catch {
    const folders = (process.env["PATH"] ?? "").split(delimiter);
    return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
  }
}

/**
 * Starts dynoxide on a file, or uses the server `DYNAMODB_ENDPOINT` names.
 * @throws Error with the remedy where there is none
 */
export async function startDatabase(file: string): Promise<Database> {
  const given = process.env["DYNAMODB_ENDPOINT"];
  if (given) {
    await answers(given, new Promise(() => {}));
    return { endpoint: given, broken: new Promise(() => {}), stop: async () => {} };
  }
  const binary = findDynoxide();
  if (binary === undefined) throw new Error(missing);
  const port = await freePort();
  const child = startGuarded(binary, ["serve", "--port", String(port), "--db-path", file]);
  const endpoint = `http://127.0.0.1:${port}`;
  const broken = child.ended.then(() => sayEnd(child));
  await answers(endpoint, broken);
  return { endpoint, broken, stop: () => child.stop() };
}

const sayEnd = (child: GuardedProcess): string =>
  `The database ended: ${child.lastLines() || "it said nothing"}`;

/** @throws Error if nothing answers within 15 seconds, or the process ends first */
async function answers(endpoint: string, broken: Promise<string>): Promise<void> {
  let end: string | undefined;
  void broken.then((sentence) => {
    end = sentence;
  });
  const deadline = Date.now() + 15_000;
  while (Date.now() < deadline) {
    if (end !== undefined) throw new Error(end);
    try {
      // Any answer will do: an unsigned GET is refused, but by a server that is up.
      await fetch(endpoint);
      return;
    } catch {
      await wait(10);
    }
  }
  throw new Error(`No database answers at ${endpoint}.`);
}

/**
 * dynoxide's table of stream records has no index: each write looks through all of them. Measured:
 * from 1,127 to 312 writes a second at 10,000 records without, a steady 1,100 with these.
 */
export function indexStreamRecords(file: string): void {
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    const sequence = "CAST(sequence_number AS INTEGER)";
    const columns = {
      sr_seq: `table_name, ${sequence}`,
      sr_sh: `table_name, shard_id, ${sequence}`,
      sr_mm: "table_name, shard_id, sequence_number",
    };
    for (const [name, list] of Object.entries(columns)) {
      database.exec(`create index if not exists ${name} on _stream_records(${list})`);
    }
  } finally {
    database.close();
  }
}
