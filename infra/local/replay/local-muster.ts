import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { signedHeaders } from "../../../shared/connectors/webhook/signature.ts";

const Made = z.object({ id: z.string(), secret: z.string() });
const Shown = z.object({ preset: z.string().optional(), mapping: z.string().optional() });
const Problem = z.object({ title: z.string(), detail: z.string() }).partial();

const mostTries = 20;
const pauseMs = 250;

/** A webhook source: where it sends and what it signs with. */
export interface SourceConnection {
  readonly id: string;
  readonly secret: string;
  /** It maps what it is sent by itself. */
  readonly mapping?: string | undefined;
}

/** The running local system, seen from outside. */
export class LocalMuster {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** The one that `npm start` runs with the same settings. @throws Error with the remedy */
  static async running(): Promise<LocalMuster> {
    const { PORT = "4400", MUSTER_DATA = ".muster", MUSTER_TOKEN } = process.env;
    const file = join(MUSTER_DATA, "token");
    const token = MUSTER_TOKEN ?? (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
    const url = `http://127.0.0.1:${PORT}`;
    const health = await fetch(`${url}/health`).catch(() => undefined);
    if (!health?.ok || token === "")
      throw new Error(`Nothing runs at ${url}. Start it with npm start, in another terminal.`);
    return new LocalMuster(url, token);
  }

  /** One that there is. @throws Error where webhooks to it are signed in another way */
  async connection(id: string, secret: string): Promise<SourceConnection> {
    const path = `/api/v1/connections/${encodeURIComponent(id)}`;
    const answer = await fetch(`${this.#url}${path}`, { headers: this.#headers() });
    if (!answer.ok) throw await refusal(answer, `GET ${path}`);
    const { preset = "standard-webhooks", mapping } = Shown.parse(await answer.json());
    if (preset !== "standard-webhooks")
      throw new Error(
        `A replay signs by Standard Webhooks; this connection takes webhooks of ${preset}: use another one.`,
      );
    return { id, secret, mapping };
  }

  /** Makes a webhook connection. */
  async connect(name: string): Promise<SourceConnection> {
    const answer = await this.#post("/api/v1/connections", { kind: "webhook", name });
    return Made.parse(await answer.json());
  }

  /** Sends one signed webhook; repeated while the system asks for patience. */
  async send({ id, secret }: SourceConnection, messageId: string, body: string) {
    for (let attempt = 1; ; attempt += 1) {
      const headers = signedHeaders(secret, messageId, body);
      const answer = await fetch(`${this.#url}/hooks/${id}`, { method: "POST", body, headers });
      if (answer.ok) return;
      const passes = answer.status === 429 || answer.status >= 500;
      if (!passes || attempt === mostTries) throw await refusal(answer, "The webhook");
      await pause(pauseMs * attempt);
    }
  }

  async travelTo(instant: string): Promise<void> {
    await this.#post("/local/clock", { now: instant });
  }

  async now(): Promise<number> {
    const answer = await fetch(`${this.#url}/local/clock`, { headers: this.#headers() });
    return Date.parse(z.object({ now: z.string() }).parse(await answer.json()).now);
  }

  /** Resolves once nothing is pending. */
  async idle(): Promise<void> {
    while (!(await fetch(`${this.#url}/local/idle`)).ok) await pause(pauseMs);
  }

  async #post(path: string, body: unknown): Promise<Response> {
    const answer = await fetch(`${this.#url}${path}`, {
      method: "POST",
      headers: { ...this.#headers(), "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw await refusal(answer, `POST ${path}`);
    return answer;
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }
}

async function refusal(answer: Response, what: string): Promise<Error> {
  const problem = Problem.safeParse(await answer.json().catch(() => undefined)).data;
  return new Error(
    `${what} was answered with ${answer.status}: ${problem?.detail ?? problem?.title ?? ""}`,
  );
}
