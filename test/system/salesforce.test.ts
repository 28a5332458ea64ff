import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { freePort } from "../../infra/local/free-port.ts";
import { sandboxParameters } from "../../infra/local/sandbox-process.ts";
import { synthesize } from "../../infra/local/synthesis.ts";
import { type System, startSystem } from "../../infra/local/system.ts";
import { runSandbox, sandboxApp } from "../infra/local/sandbox-run.ts";
import { Muster, root, where } from "./running.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "muster-org-"));
let sandbox: Awaited<ReturnType<typeof runSandbox>>;
let system: System;
let muster: Muster;
/** An empty workspace, and an org beside it whose Event Relay puts events on the system's bus. */
beforeAll(async () => {
  const port = await freePort();
  system = await startSystem({
    dataFolder,
    templateFolder: await synthesize(root),
    parameters: sandboxParameters,
    environment: {
      SALESFORCE_LOGIN_URL: `http://127.0.0.1:${port}`,
      SALESFORCE_CLIENT_ID: sandboxApp.clientId,
      SALESFORCE_CLIENT_SECRET: sandboxApp.clientSecret,
    },
  });
  sandbox = await runSandbox({ port, busUrl: system.cloudUrl, musterUrl: system.url });
  muster = new Muster(system.url, system.token);
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await system.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const Made = z.object({ id: z.string(), authorizeUrl: z.string() });
const Shown = z.object({ state: z.string(), import: z.object({ state: z.string() }).optional() });
const Rows = z.object({ items: z.array(z.looseObject({ Id: z.string() })) });

function org(type: string): string {
  return `${sandbox.url}/sandbox/salesforce/${type}`;
}

async function rows(type: string) {
  return Rows.parse(await (await fetch(org(type))).json()).items;
}

/** As an admin's browser does it. */
async function connect(): Promise<string> {
  const body = { kind: "salesforce", name: "Field org" };
  const answer = await muster.call("POST", "/api/v1/connections", body);
  const { id, authorizeUrl } = Made.parse(await answer.json());
  const consent = await fetch(authorizeUrl, { redirect: "manual" });
  await fetch(consent.headers.get("location") ?? "", { redirect: "manual" });
  await muster.until(async () => {
    const shown = Shown.parse(await muster.read(`/api/v1/connections/${id}`));
    return shown.state === "connected" && shown.import?.state === "done" ? true : undefined;
  });
  return id;
}

it("imports an org, follows its change events, and keeps a campaign equal to a segment", async () => {
  const connectionId = await connect();
  await muster.idle();
  const leads = await muster.segment("Open leads", where("Status", "=", "Open"));
  const bosses = await muster.segment("Bosses", where("Title", "=", "Boss"));
  expect(await muster.members(leads.id)).toHaveLength(15);
  const path = `/api/v1/segments/${bosses.id}/destinations`;
  await muster.call("POST", path, { kind: "salesforce-campaign", connectionId });

  const [contact] = await rows("Contact");
  const boss = async (title: string) => {
    const body = JSON.stringify({ act: "update", id: contact?.Id, fields: { Title: title } });
    await fetch(org("Contact"), { method: "POST", body });
  };
  const reaches = (status: string) =>
    muster.until(async () => {
      const [member, ...others] = await rows("CampaignMember");
      const isSo = member?.["ContactId"] === contact?.Id && member?.["Status"] === status;
      return isSo && others.length === 0 ? true : undefined;
    });
  await boss("Boss");
  await reaches("In segment");
  expect(await muster.members(bosses.id)).toHaveLength(1);
  await boss("Guest");
  await reaches("Left segment");
  expect(await muster.members(bosses.id)).toEqual([]);
});
