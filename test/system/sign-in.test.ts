import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { SignInPages } from "../sign-in-pages.ts";
import { Muster, type Running, root, startMuster, where } from "./running.ts";

let running: Running;
beforeAll(async () => {
  running = await startMuster({ sample: false });
});
afterAll(() => running.stop());

const SignIn = z.object({
  provider: z.object({ issuer: z.string(), clientId: z.string(), signOutUrl: z.string() }),
});

async function pages(): Promise<SignInPages> {
  const answer = await fetch(`${running.system.url}/api/v1/sign-in`);
  const { provider } = SignIn.parse(await answer.json());
  return new SignInPages(provider.issuer, provider.clientId);
}

async function signedInAs(role: string): Promise<Muster> {
  const { id_token } = await (await pages()).tokens(role);
  return new Muster(running.system.url, id_token);
}

const segment = { name: "Gold", object: "contact", owner: "Ann", rule: where("tier", "=", "Gold") };

describe("signing in on one machine", () => {
  it("gives a token that the deployed code validates, with the role that was chosen", async () => {
    for (const role of ["viewer", "editor", "admin"]) {
      const muster = await signedInAs(role);
      expect(await muster.read("/api/v1/me")).toMatchObject({ role, workspaceId: "local" });
    }
  });

  it("lets viewers look, editors build, and admins connect", async () => {
    const statuses = async (role: string) => {
      const muster = await signedInAs(role);
      const answers = [
        await muster.call("GET", "/api/v1/segments"),
        await muster.call("POST", "/api/v1/segments", segment),
        await muster.call("POST", "/api/v1/connections", { kind: "webhook", name: "Portal" }),
      ];
      return answers.map(({ status }) => status);
    };
    expect(await statuses("viewer")).toEqual([200, 403, 403]);
    expect(await statuses("editor")).toEqual([200, 201, 403]);
    expect(await statuses("admin")).toEqual([200, 201, 201]);
    const made = (await running.muster.segments()).map(({ id }) => id);
    const histories = await Promise.all(
      made.map((id) => running.muster.read(`/api/v1/segments/${id}/history`)),
    );
    expect(JSON.stringify(histories)).toContain("Edgar Editor");
  });

  it("goes on after the provider's keys were rotated", async () => {
    const before = await signedInAs("viewer");
    await (await pages()).rotate();
    const after = await signedInAs("viewer");
    expect((await before.call("GET", "/api/v1/me")).status).toBe(200);
    expect((await after.call("GET", "/api/v1/me")).status).toBe(200);
  });
});

describe("the console's page", () => {
  it("answers deep links, and nothing that is the API's", async () => {
    const { url } = running.system;
    for (const path of ["/", "/segments/s-1", "/data-quality/contact/hs.tier", "/signed-in"]) {
      const answer = await fetch(`${url}${path}`);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-cache");
      expect(await answer.text()).toContain('<div id="console">');
    }
    for (const path of [
      "/api/nothing",
      "/hooks",
      "/local/nothing",
      "/assets/gone.js",
      "/gone.txt",
    ]) {
      const answer = await fetch(`${url}${path}`, { headers: { accept: "text/html" } });
      expect(answer.status, path).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });

  it("runs no script but its own files', in nobody's frame; those files are kept for good", async () => {
    const { headers } = await fetch(running.system.url);
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get("strict-transport-security")).toContain("max-age=");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    const [script] = readdirSync(join(root, "cdk.out", "console", "assets")).filter((name) =>
      name.endsWith(".js"),
    );
    const file = await fetch(`${running.system.url}/assets/${script}`);
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect(file.headers.get("content-type")).toContain("text/javascript");
  });
});
