import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { synthesize } from "../../infra/local/synthesis.ts";
import { type System, type SystemOptions, startSystem } from "../../infra/local/system.ts";
import { signedHeaders } from "../../shared/connectors/webhook/signature.ts";
import { scratchFolder } from "../scratch-folder.ts";

export const root = join(import.meta.dirname, "../..");

const Connection = z.object({ id: z.string(), url: z.string(), secret: z.string() });
export type WebhookConnection = z.infer<typeof Connection>;
const Segment = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  size: z.number(),
  version: z.number(),
});
export type SegmentAnswer = z.infer<typeof Segment>;
const Members = z.object({
  items: z.array(
    z.object({ profileId: z.string(), since: z.string(), leavesAt: z.string().optional() }),
  ),
  cursor: z.string().optional(),
});
const Transitions = z.object({
  items: z.array(
    z.object({
      profileId: z.string(),
      kind: z.enum(["entered", "exited"]),
      at: z.string(),
      cause: z.object({ kind: z.string(), attribute: z.string().optional(), at: z.string() }),
    }),
  ),
  cursor: z.string().optional(),
});

/** The public surface of a running system, as any program sees it. */
export class Muster {
  readonly url: string;
  readonly token: string;
  #sent = 0;

  constructor(url: string, token: string) {
    this.url = url;
    this.token = token;
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async read(path: string): Promise<unknown> {
    const answer = await this.call("GET", path);
    if (!answer.ok) throw new Error(`GET ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async connect(name: string): Promise<WebhookConnection> {
    const answer = await this.call("POST", "/api/v1/connections", { kind: "webhook", name });
    return Connection.parse(await answer.json());
  }

  /** Sends one signed webhook and answers as the system did. */
  async send(
    connection: WebhookConnection,
    events: unknown,
    messageId?: string,
  ): Promise<Response> {
    this.#sent += 1;
    const body = JSON.stringify(events);
    const id = messageId ?? `${connection.id}-${this.#sent}`;
    const headers = signedHeaders(connection.secret, id, body);
    return fetch(new URL(connection.url, this.url), { method: "POST", body, headers });
  }

  /** Creates a segment of contacts and waits until it is live. */
  async segment(name: string, rule: unknown, object = "contact"): Promise<SegmentAnswer> {
    const answer = await this.call("POST", "/api/v1/segments", {
      name,
      object,
      owner: "Ann",
      rule,
    });
    if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
    const { id } = Segment.parse(await answer.json());
    return this.until(async () => {
      const segment = await this.segmentNow(id);
      return segment.state === "live" ? segment : undefined;
    });
  }

  async segmentNow(id: string): Promise<SegmentAnswer> {
    return Segment.parse(await this.read(`/api/v1/segments/${id}`));
  }

  async segments(): Promise<SegmentAnswer[]> {
    return z
      .object({ items: z.array(Segment) })
      .parse(await this.read("/api/v1/segments?limit=1000")).items;
  }

  async members(id: string) {
    const items: z.infer<typeof Members>["items"] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? "" : `&cursor=${cursor}`;
      const page = Members.parse(
        await this.read(`/api/v1/segments/${id}/members?limit=1000${query}`),
      );
      items.push(...page.items);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return items;
  }

  async transitions(id: string) {
    return Transitions.parse(await this.read(`/api/v1/segments/${id}/transitions?limit=1000`))
      .items;
  }

  async idle(withinMs?: number): Promise<void> {
    await this.until(
      async () => ((await fetch(`${this.url}/local/idle`)).ok ? true : undefined),
      withinMs,
    );
  }

  async until<Answer>(
    look: () => Promise<Answer | undefined>,
    withinMs = 400_000,
  ): Promise<Answer> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = await look();
      if (answer !== undefined) return answer;
      if (Date.now() > deadline) throw new Error("what was waited for did not happen");
      await pause(50);
    }
  }
}

export interface Running {
  readonly system: System;
  readonly muster: Muster;
  stop(): Promise<void>;
}

/** The whole system, as `npm start` runs it, on ports and in a folder of its own. */
export async function startMuster(
  options: Pick<SystemOptions, "onLine"> & { sample: boolean },
): Promise<Running> {
  const templateFolder = await synthesize(root);
  const dataFolder = scratchFolder("system");
  const system = await startSystem({ dataFolder, templateFolder, ...options });
  return {
    system,
    muster: new Muster(system.url, system.token),
    stop: async () => {
      await system.stop();
      rmSync(dataFolder, { recursive: true, force: true });
      // On AWS each of these would be an outage: a call that its function's role does not grant.
      if (system.denied.length > 0) throw new Error(system.denied.join("\n"));
    },
  };
}

export function contact(id: string, attributes: Record<string, unknown>, at = new Date()) {
  return {
    type: "profile.changed",
    timestamp: at.toISOString(),
    data: { object: "contact", id, attributes },
  };
}

export function where(field: string, operator: string, value?: unknown) {
  return { combinator: "and", rules: [{ field, operator, value }] };
}
