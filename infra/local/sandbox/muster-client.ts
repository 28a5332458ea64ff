import { randomUUID } from "node:crypto";
import { z } from "zod";

const Page = z.object({ items: z.array(z.unknown()), cursor: z.string().nullish() });

/** Muster's public API, as any other program would call it. */
export class MusterClient {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url.replace(/\/+$/, "");
    this.#token = token;
  }

  async healthy(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/health`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  /** Every item of a collection, page by page. */
  async list<T>(path: string, item: z.ZodType<T>): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const page = Page.parse(await this.#call("GET", path + query));
      items.push(...page.items.map((found) => item.parse(found)));
      cursor = page.cursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  }

  async post<T>(path: string, body: object, answer: z.ZodType<T>): Promise<T> {
    return answer.parse(await this.#call("POST", path, body));
  }

  async #call(method: "GET" | "POST", path: string, body?: object): Promise<unknown> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        "content-type": "application/json",
        ...(method === "POST" ? { "idempotency-key": randomUUID() } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
    const parsed: unknown = JSON.parse(text);
    return parsed;
  }
}
