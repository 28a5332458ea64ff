/** What the deploy guide uses of jq, for machines that have none: a path such as `.items[0].id`, and `-r`. */
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "raw-output": { type: "boolean", short: "r" } },
});
const [path = "", ...others] = positionals;
const step = /\.(\w+)|\[(\d+)\]/y;
let found: unknown = JSON.parse(await text(process.stdin));
let read = 0;
for (let match = step.exec(path); match !== null; match = step.exec(path)) {
  const key = match[1] ?? match[2] ?? "";
  if (typeof found !== "object" || found === null) throw new Error(`jq: nothing at ${path}`);
  found = Object.entries(found).find(([name]) => name === key)?.[1];
  read = step.lastIndex;
}
if (read !== path.length || others.length > 0) throw new Error(`jq: cannot read ${path}`);
const isRaw = values["raw-output"] === true && typeof found === "string";
console.log(isRaw ? found : JSON.stringify(found ?? null));
