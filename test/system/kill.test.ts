import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort } from "../../infra/local/free-port.ts";
import { synthesize } from "../../infra/local/synthesis.ts";
import { contact, Muster, root, where } from "./running.ts";

let data: string;
let port: number;
let child: ChildProcess | undefined;
beforeAll(async () => {
  await synthesize(root);
  data = mkdtempSync(join(tmpdir(), "muster-kill-"));
  port = await freePort();
});
afterAll(() => {
  child?.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

async function start(): Promise<Muster> {
  child = spawn(process.execPath, ["infra/local/start.ts"], {
    cwd: root,
    env: { ...process.env, PORT: String(port), MUSTER_DATA: data, MUSTER_SAMPLE: "0" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const url = `http://127.0.0.1:${port}`;
  const waiting = new Muster(url, "");
  await waiting.until(async () => {
    const health = await fetch(`${url}/health`).catch(() => undefined);
    return health?.ok ? true : undefined;
  });
  return new Muster(url, readFileSync(join(data, "token"), "utf8").trim());
}

it("kill -9 at a random moment under load loses nothing that was accepted", async () => {
  const before = await start();
  const connection = await before.connect("PRM");
  const segment = await before.segment("Gold", where("tier", "=", "Gold"));
  const accepted = new Set<string>();
  const killAfter = 50 + Math.floor(Math.random() * 150);
  console.log(`kill -9 after ${killAfter} accepted webhooks`);
  let next = 0;
  const sender = async (): Promise<void> => {
    while (accepted.size < killAfter) {
      const id = `prm-${next}`;
      next += 1;
      const answer = await before
        .send(connection, contact(id, { tier: "Gold" }))
        .catch(() => undefined);
      if (answer?.status === 202) accepted.add(id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  child?.kill("SIGKILL");
  const after = await start();
  await after.idle();
  const members = new Set((await after.members(segment.id)).map((each) => each.profileId));
  for (const id of accepted) {
    const profile = await after.read(`/api/v1/profiles?key=${connection.id}:${id}`);
    expect(profile).toHaveProperty("id");
    expect(members).toContain(Reflect.get(Object(profile), "id"));
  }
  expect((await after.segmentNow(segment.id)).size).toBe(members.size);
});
