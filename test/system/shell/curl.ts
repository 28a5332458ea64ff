/** What the deploy guide uses of curl, for machines that have none: `-fsS`, `-X`, `-H`, `-d`, one address. */
import { parseArgs } from "node:util";

const many = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fail: { ...flag, short: "f" },
    silent: { ...flag, short: "s" },
    "show-error": { ...flag, short: "S" },
    request: { type: "string", short: "X" },
    header: { ...many, short: "H" },
    data: { type: "string", short: "d" },
  },
});
const headers = (values.header ?? []).map((line): [string, string] => {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
});
const { data } = values;
const [url = "", ...others] = positionals;
if (others.length > 0) throw new Error(`curl: one address at a time, not also ${others.join(" ")}`);
const answer = await fetch(url, {
  method: values.request ?? (data === undefined ? "GET" : "POST"),
  headers,
  redirect: "manual",
  ...(data === undefined ? {} : { body: data }),
});
process.stdout.write(await answer.text());
if (values.fail && !answer.ok) {
  console.error(`curl: (22) The requested URL returned error: ${answer.status}`);
  process.exitCode = 22;
}
