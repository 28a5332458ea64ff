/** Entry of `npm start`: the whole system on this machine, until Ctrl-C. */
import { join, resolve } from "node:path";
import { Activity } from "./activity.ts";
import { synthesize } from "./synthesis.ts";
import { type System, startSystem } from "./system.ts";

const root = join(import.meta.dirname, "../..");
const { PORT = "4400", MUSTER_DATA = ".muster", MUSTER_TOKEN, MUSTER_SAMPLE = "1" } = process.env;
const say = (line: string): void => console.log(line);
const activity = new Activity((line) => say(`${new Date().toTimeString().slice(0, 8)}  ${line}`));

/** What the environment sets of the CRM's addresses and app replaces the sandbox's. */
const given = Object.fromEntries(
  [
    "HUBSPOT_API_URL",
    "HUBSPOT_AUTH_URL",
    "HUBSPOT_CLIENT_ID",
    "HUBSPOT_CLIENT_SECRET",
    "SALESFORCE_LOGIN_URL",
    "SALESFORCE_CLIENT_ID",
    "SALESFORCE_CLIENT_SECRET",
  ].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
);

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function fail(error: unknown): never {
  console.error(reasonOf(error));
  process.exit(1);
}

async function start(): Promise<System> {
  const templateFolder = await synthesize(root, () => say("Synthesizing the template."));
  return startSystem({
    port: Number(PORT),
    dataFolder: resolve(MUSTER_DATA),
    templateFolder,
    sample: MUSTER_SAMPLE !== "0",
    token: MUSTER_TOKEN,
    environment: given,
    onLine: (source, line) => activity.take(source, line),
    onError: (error) => activity.take("runner", reasonOf(error)),
  });
}

function greet({ url, token, sandboxUrl }: System): void {
  say("");
  say(`  Muster runs at  ${url}`);
  say(`  Console         ${url}/#token=${token}`);
  say(`  Token           ${token}`);
  if (sandboxUrl) say(`  Sandbox CRM     ${sandboxUrl}`);
  say(`  Data            ${resolve(MUSTER_DATA)}`);
  say("");
  say("  Ctrl-C stops everything; started again, it goes on where it was.");
  say("");
}

let stopping = false;
const starting = start().catch(fail);

/** Also while it starts, and once however often it is asked. */
function stop(exitCode: number): void {
  if (stopping) return;
  stopping = true;
  void starting
    .then((system) => system.stop())
    .then(() => activity.flush())
    .then(() => process.exit(exitCode), fail);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(0));
// The process that started this one is gone, in whatever way.
process.on("disconnect", () => stop(0));

const system = await starting;
if (!stopping) greet(system);
void system.broken.then((sentence) => {
  if (stopping) return;
  console.error(sentence);
  stop(1);
});
