import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LocalMuster } from "../../infra/local/replay/local-muster.ts";
import { guideBlocks } from "../guide-blocks.ts";
import { PortalSystem } from "../portal-system.ts";
import { scratchFolder } from "../scratch-folder.ts";
import { Shell } from "./shell/shell.ts";

const root = join(import.meta.dirname, "../..");
const population = { companies: 20, contactsEach: 10 };

let portal: PortalSystem;
let folder: string;
let shell: Shell;
beforeAll(async () => {
  portal = await PortalSystem.start(population);
  folder = scratchFolder("guide");
  const environments = portal.system.model.functions.map(({ environment }) => environment);
  const registry = environments.find((each) => each["REGISTRY_TABLE"] !== undefined);
  shell = new Shell(folder, root, {
    PUBLIC_URL: portal.system.url,
    REGISTRY_TABLE: registry?.["REGISTRY_TABLE"] ?? "",
    AWS_ENDPOINT_URL_DYNAMODB: portal.system.databaseUrl,
    AWS_REGION: "local-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
  });
});
afterAll(async () => {
  await portal[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** What the admin does in the browser: opens the address, consents, and is sent back. */
async function grant(address: string): Promise<Response> {
  const consent = await fetch(address, { redirect: "manual" });
  return fetch(consent.headers.get("location") ?? "", { redirect: "manual" });
}

describe("the deploy guide", () => {
  it("leads from a deployed stack to the first synced list, command by command", async () => {
    const muster = new LocalMuster(portal.system.url, portal.system.token);
    const asking = guideBlocks.filter((block) => block.includes("curl "));
    expect(asking.length).toBeGreaterThan(6);
    const printed: string[] = [];
    const returned: Response[] = [];
    for (const block of asking) {
      const said = await shell.run(block);
      printed.push(said.trim());
      const address = /^http\S+\/oauth\/authorize\S+$/m.exec(said)?.[0];
      if (address !== undefined) returned.push(await grant(address));
      await muster.idle();
    }
    expect(returned.map(({ status }) => status)).toEqual([302]);
    const location = returned[0]?.headers.get("location") ?? "";
    expect(location).toMatch(/\/connections\/con_[0-9a-f]+\?grant=accepted$/);
    const gold = portal.selected("partner_tier", "Gold");
    expect(gold.size).toBeGreaterThan(10);
    expect(await portal.listed("Gold partners")).toEqual(gold);
    expect(printed.slice(-1)).toEqual([`${gold.size}\n"active"`]);
    expect(printed.join("\n")).toContain('"state":"done"');
  });

  it("makes tokens that name who uses them, and refuses a workspace that cannot be", async () => {
    const script = "node infra/local/bootstrap.mjs infra/install/issue-token.ts";
    const odd = `${script} --table "$REGISTRY_TABLE" --workspace 'a#b' --actor Ann`;
    await expect(shell.run(odd)).rejects.toThrow(/lower-case letters, digits and hyphens/);
    const own = `curl -fsS "$PUBLIC_URL/api/v1/segments/${shell.variable("SEGMENT")}/history" -H "$AUTH"`;
    expect(await shell.run(own)).toContain('"Ann, CRM admin"');
  });

  it("leaves the card's address open to the CRM's signature only", async () => {
    const card = `${portal.system.url}/hooks/hubspot/card?object=contact&record=1&portalId=1`;
    expect((await fetch(card)).status).toBe(401);
  });
});
