import type { SourceConnection } from "../../../infra/local/replay/local-muster.ts";
import { signedHeaders } from "../../../shared/connectors/webhook/signature.ts";

/** How many there are; records are numbered round and round. */
export const profiles = 500;

export function recordOf(position: number): string {
  return `person-${position % profiles}`;
}

/** No segment reads what changes. */
export function plainChange(record: string, value: number): string {
  return changeOf(record, { note: `note ${value}` });
}

/** A source's record gets another tier. */
export function tierChange(record: string, tier: string): string {
  return changeOf(record, { tier });
}

/** A record as it first appears. */
export function firstChange(record: string, position: number): string {
  return changeOf(record, {
    tier: "Silver",
    country: ["DE", "FR", "US"][position % 3],
    score: position % 100,
    active: position % 2 === 0,
    certifiedAt: "2026-05-01",
  });
}

function changeOf(record: string, attributes: object): string {
  const data = { object: "contact", id: record, attributes };
  return JSON.stringify({ type: "profile.changed", timestamp: new Date().toISOString(), data });
}

let messages = 0;

/** Sends signed webhooks and times their answers. */
export class Sender {
  readonly #url: string;
  readonly #source: SourceConnection;
  /** Milliseconds each webhook waited for its answer. */
  readonly answerTimes: number[] = [];

  constructor(url: string, source: SourceConnection) {
    this.#url = url;
    this.#source = source;
  }

  /** @throws Error where the answer is not a 2xx: then the figures mean nothing */
  async send(changes: readonly string[]): Promise<void> {
    const body = `[${changes.join(",")}]`;
    messages += 1;
    const { id, secret } = this.#source;
    const headers = signedHeaders(secret, `bench-${messages}`, body);
    const startedAt = performance.now();
    const answer = await fetch(`${this.#url}/hooks/${id}`, { method: "POST", body, headers });
    await answer.arrayBuffer();
    this.answerTimes.push(performance.now() - startedAt);
    if (!answer.ok) throw new Error(`a webhook was answered with ${answer.status}`);
  }
}
