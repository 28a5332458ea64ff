/** Entry of `npm run replay -- FILE [--mapping FILE] [--connection ID --secret whsec_…] [--travel]`. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { LocalMuster } from "./replay/local-muster.ts";
import { replay } from "./replay/replay.ts";

const usage = `usage: npm run replay -- FILE [--mapping FILE] [--connection ID --secret whsec_…] [--travel]

FILE         in order of time: canonical events, one JSON object a line (NDJSON), or with a
             mapping any JSON objects, or a .csv whose first line names the columns
--mapping    JSONata from a line or row to canonical events; without it the connection's own
--connection the connection to send as; without it one is made, named after the file
--secret     that connection's signing secret
--travel     moves the local clock along with the file`;

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    connection: { type: "string" },
    secret: { type: "string" },
    mapping: { type: "string" },
    travel: { type: "boolean", default: false },
  },
});
const [file, ...rest] = positionals;
if (file === undefined || rest.length > 0) fail(usage);
if ((values.connection === undefined) !== (values.secret === undefined))
  fail(
    "A connection's secret was shown when it was made: give --connection and --secret together.",
  );

try {
  const muster = await LocalMuster.running();
  const connection =
    values.connection !== undefined && values.secret !== undefined
      ? await muster.connection(values.connection, values.secret)
      : await muster.connect(`Replay of ${file}`);
  if (values.mapping !== undefined && connection.mapping !== undefined)
    fail("This connection has a mapping of its own: leave --mapping out.");
  const mapping =
    values.mapping === undefined ? {} : { mapping: readFileSync(values.mapping, "utf8") };
  const { events, seconds } = await replay(file, muster, connection, {
    travel: values.travel,
    ...mapping,
    say: (line) => console.log(line),
  });
  const rate = Math.round(events / Math.max(seconds, 0.001));
  console.log(
    `${events} events in ${seconds.toFixed(1)} s: ${rate} a second, all applied and pushed.`,
  );
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}
