import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { eventually, startSmall, writeAssembly } from "./runner-fixture/small-system.ts";

const entry = fileURLToPath(new URL("./runner-fixture/process.ts", import.meta.url));
const readySchema = z.object({ url: z.string(), databaseUrl: z.string() });

function ready(child: ChildProcess): Promise<z.infer<typeof readySchema>> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (data) => resolve(readySchema.parse(JSON.parse(String(data)))));
    child.once("exit", () => reject(new Error("The system ended before it was ready.")));
  });
}

const isGone = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("kill -9 of the runner under load", () => {
  it("loses nothing that was accepted, and leaves no database process behind", async () => {
    const folders = writeAssembly();
    const args = [entry, folders.dataFolder, folders.templateFolder];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const { url, databaseUrl } = await ready(child);
    const accepted: string[] = [];
    const send = async (id: string): Promise<void> => {
      const answer = await fetch(`${url}/hooks/x`, {
        method: "POST",
        body: JSON.stringify({ id }),
      });
      if (answer.status === 202) accepted.push(id);
      if (accepted.length === 40) child.kill("SIGKILL");
    };
    const sent = Array.from({ length: 80 }, (_, number) => send(`k${number}`));
    await Promise.allSettled(sent);
    expect(accepted.length).toBeGreaterThanOrEqual(40);
    await eventually(() => isGone(databaseUrl));

    const second = await startSmall(folders);
    await second.post("/hooks/x", { id: "last" });
    await second.idle();
    const response = await fetch(second.system.databaseUrl, {
      method: "POST",
      headers: {
        "x-amz-target": "DynamoDB_20120810.Scan",
        "content-type": "application/x-amz-json-1.0",
        authorization:
          "AWS4-HMAC-SHA256 Credential=a/20261122/eu-central-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0",
        "x-amz-date": "20261122T000000Z",
      },
      body: JSON.stringify({ TableName: "Profiles" }),
    });
    const { Items } = z
      .object({ Items: z.array(z.object({ sk: z.object({ S: z.string() }) })) })
      .parse(await response.json());
    const stored = new Set(Items.map(({ sk }) => sk.S));
    expect(accepted.filter((id) => !stored.has(id))).toEqual([]);
    await second.system.stop();
    folders.remove();
  });
});
