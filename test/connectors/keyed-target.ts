import type { PushRecord } from "../../shared/connectors/connector.ts";
import { targetOf } from "../../shared/connectors/registry.ts";
import type { Destination, DestinationKind } from "../../shared/contracts/destination.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import { lineTo } from "./line-to.ts";
import { sampleConnection, sampleDestination, samplePush } from "./samples.ts";

const systems = {
  "thinkific-course": { kind: "thinkific", path: "/thinkific" },
  "teachable-course": { kind: "teachable", path: "/teachable" },
  "scim-group": { kind: "scim", path: "/scim-directory" },
} as const satisfies Partial<Record<DestinationKind, object>>;

/** One destination at a system that a key opens, over a line that remembers both sides. */
export async function keyedTarget(
  kind: keyof typeof systems,
  chosen: Partial<Destination>,
  patience?: number,
) {
  const target = targetOf(kind);
  const system = systems[kind];
  const sandbox = await runSandbox(patience === undefined ? {} : { patience });
  const line = await lineTo(sandbox.url);
  const connection = sampleConnection({
    kind: system.kind,
    apiKey: sandbox.keys[system.kind],
    baseUrl: `${line.url}${system.path}`,
  });
  const bare = sampleDestination(kind, { segmentName: "Gold", ...chosen });
  const destination = { ...bare, ...(await target.prepare(bare, connection)) };
  const request = { destination, connection, now: Date.now() };
  return {
    sandbox,
    line,
    target,
    request,
    push: (add: readonly PushRecord[], remove: readonly PushRecord[] = []) =>
      target.push({ ...request, add, remove }),
    /** Who is there, as the sweep reads it. */
    async present(): Promise<string[]> {
      const keys: string[] = [];
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
        const page = await target.members?.page(request, cursor);
        keys.push(...(page?.keys ?? []));
        cursor = page?.next;
      }
      return keys.sort();
    },
    /** What was asked since the last time, as `POST /enroll`. */
    asked(): string[] {
      return line.passages
        .splice(0)
        .map(
          ({ method, path }) =>
            `${method} ${path.replace(/^.*?\/v1|^\/scim-directory/, "").replace(/\?.*$/, "")}`,
        );
    },
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]();
      await sandbox.close();
    },
  };
}

export function person(name: string): PushRecord {
  return samplePush(name, { email: `${name}@acme.test` });
}
