import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import type { RuleGroup } from "../shared/segmentation/rule.ts";

const Made = z.object({ id: z.string() });
const State = z.object({ state: z.string(), error: z.string().optional() });
const Members = z.object({
  items: z.array(z.object({ profileId: z.string() })),
  cursor: z.string().optional(),
});
const Identities = z.object({
  identities: z.array(z.object({ connectionId: z.string(), kind: z.string(), id: z.string() })),
});
const Transitions = z.object({
  items: z.array(z.object({ profileId: z.string(), kind: z.string(), at: z.string() })),
  cursor: z.string().optional(),
});
export type TransitionPage = z.infer<typeof Transitions>;

const statePauseMs = 250;

/** A program that uses the public API of a running system, as anybody could. */
export class PublicApi {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Resolves with the segment's id. */
  async createSegment(name: string, rule: RuleGroup): Promise<string> {
    const body = { name, object: "contact", owner: "tests", rule };
    return Made.parse(await this.#call("POST", "/api/v1/segments", body)).id;
  }

  /** Resolves once the segment's members are found. @throws Error if its build failed */
  async whenLive(segmentId: string): Promise<void> {
    for (;;) {
      const { state, error } = State.parse(
        await this.#call("GET", `/api/v1/segments/${segmentId}`),
      );
      if (state === "live") return;
      if (state !== "building") throw new Error(`segment ${segmentId} is ${state}: ${error ?? ""}`);
      await pause(statePauseMs);
    }
  }

  /** Ids of the profiles that are in it now. */
  async members(segmentId: string): Promise<string[]> {
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({ limit: "1000", ...(cursor && { cursor }) });
      const path = `/api/v1/segments/${segmentId}/members?${query}`;
      const page = Members.parse(await this.#call("GET", path));
      found.push(...page.items.map(({ profileId }) => profileId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  async transitions(segmentId: string, after?: string): Promise<TransitionPage> {
    const query = new URLSearchParams({ limit: "1000", ...(after && { after }) });
    return Transitions.parse(
      await this.#call("GET", `/api/v1/segments/${segmentId}/transitions?${query}`),
    );
  }

  /** The id of the profile that a source's record belongs to. */
  async profileOf(connectionId: string, recordId: string): Promise<string> {
    const query = new URLSearchParams({ key: `${connectionId}:${recordId}` });
    return Made.parse(await this.#call("GET", `/api/v1/profiles?${query}`)).id;
  }

  /** The id of the profile's record at the source. */
  async recordOf(profileId: string, connectionId: string): Promise<string> {
    const profile = Identities.parse(await this.#call("GET", `/api/v1/profiles/${profileId}`));
    const record = profile.identities.find(
      (each) => each.connectionId === connectionId && each.kind === "record",
    );
    if (record === undefined) throw new Error(`profile ${profileId} has no record of the source`);
    return record.id;
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer.json();
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${await answer.text()}`);
  }
}
