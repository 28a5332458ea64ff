import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFunctions } from "../../infra/bundle.ts";
import { scratchFolder } from "../scratch-folder.ts";

/**
 * Kilobytes a function's bundle may have: what a Lambda reads before its first invocation. The
 * loading itself is timed by `npm run bench -- --cold`.
 */
const plain = 1_850;
/** With the connectors, of which a CRM's client is half; it is evaluated only where it is used. */
const withConnectors = 3_900;
/** With the rules' other languages and the API's description. */
const api = 4_500;

const withoutConnectors = new Set([
  "apply-changes",
  "build-segment",
  "enqueue-due",
  "publish-memberships",
  "reevaluate-due",
  "refresh-related",
]);

function budgetOf(name: string): number {
  if (name === "answer-api") return api;
  return withoutConnectors.has(name) ? plain : withConnectors;
}

let names: string[];
const folder = scratchFolder("bundles");
beforeAll(async () => {
  names = await bundleFunctions(join(import.meta.dirname, "../../functions"), folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the bundles of the functions", () => {
  it("stay within their budgets", () => {
    const over = names.flatMap((name) => {
      const kilobytes = Math.round(statSync(join(folder, name, "index.mjs")).size / 1024);
      return kilobytes > budgetOf(name) ? [`${name}: ${kilobytes} KB of ${budgetOf(name)}`] : [];
    });
    expect(over).toEqual([]);
  });
});
