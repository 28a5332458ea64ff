import { execFileSync } from "node:child_process";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { curlExample } from "../../console/connections/curl-example.ts";

const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;

/** Signs as `openssl dgst -sha256 -mac HMAC -macopt hexkey:… -binary` does, which not every machine has. */
const signer = `
  const key = Buffer.from(process.argv.find((each) => each.startsWith("hexkey:")).slice(7), "hex");
  const hmac = require("node:crypto").createHmac("sha256", key);
  process.stdin.on("data", (part) => hmac.update(part));
  process.stdin.on("end", () => process.stdout.write(hmac.digest()));`;

/** What the example would send: `curl` is replaced by a function that prints its arguments. */
function sent(example: string): { body: string; headers: Record<string, string> } {
  const shell = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }
openssl() { "$NODE" -e "$SIGNER" -- "$@"; }
${example}`;
  const env = { ...process.env, NODE: process.execPath, SIGNER: signer };
  const words = execFileSync("sh", ["-c", shell], { encoding: "utf8", env }).split("\0");
  const headers = words.flatMap((word, place) => (words[place - 1] === "-H" ? [word] : []));
  return {
    body: words[words.indexOf("-d") + 1] ?? "",
    headers: Object.fromEntries(
      headers.map((each): [string, string] => {
        const colon = each.indexOf(": ");
        return [each.slice(0, colon), each.slice(colon + 2)];
      }),
    ),
  };
}

describe("the example that an admin may paste into a terminal", () => {
  it("signs a body that the public library of Standard Webhooks believes", () => {
    const { body, headers } = sent(curlExample("https://muster.test/hooks/con_1", secret));
    expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "profile.changed" });
  });
});
