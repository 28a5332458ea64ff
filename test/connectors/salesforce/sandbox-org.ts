import { z } from "zod";
import { salesforce } from "../../../shared/connectors/salesforce/connector.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { pkce } from "../pkce.ts";
import { sampleConnection } from "../samples.ts";

export const redirect = "http://127.0.0.1:4400/oauth/salesforce/callback";
export const salesforceFlow = required(salesforce.oauth);

const Row = z.looseObject({ Id: z.string(), IsDeleted: z.boolean() });
const Rows = z.object({ items: z.array(Row) });

/** The sandbox with its org: what a user sees and does, and a connection that was granted access. */
export async function runOrg(given: Parameters<typeof runSandbox>[0] = {}) {
  const sandbox = await runSandbox(given);
  const address = (type: string) => `${sandbox.url}/sandbox/salesforce/${type}`;
  return {
    url: sandbox.url,
    async rows(type: string) {
      return Rows.parse(await (await fetch(address(type))).json()).items;
    },
    async act(type: string, body: object) {
      const { status } = await fetch(address(type), { method: "POST", body: JSON.stringify(body) });
      if (status !== 200) throw new Error(`The org answered ${status}.`);
    },
    async forget(what: "grants" | "access") {
      await fetch(`${sandbox.url}/sandbox/salesforce/access/${what}`, { method: "DELETE" });
    },
    async connection() {
      const tokens = await grant();
      const account = await salesforceFlow.account(tokens);
      return sampleConnection({ kind: "salesforce", tokens, ...account });
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

export async function code(challenge: string): Promise<string> {
  const url = salesforceFlow.authorizeUrl("state-1", redirect, challenge);
  const consent = await fetch(url, { redirect: "manual" });
  return new URL(consent.headers.get("location") ?? "").searchParams.get("code") ?? "";
}

async function grant() {
  return salesforceFlow.exchange(await code(pkce.challenge), redirect, pkce.verifier);
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("The connector lacks it.");
  return value;
}
