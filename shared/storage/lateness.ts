import { z } from "zod";
import { Documents } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Late = z.object({
  shardId: z.string(),
  /** When that was noticed. */
  at: z.number(),
  /** When the record that waited longest was written. */
  writtenAt: z.number(),
  /** How long those before it had kept it waiting. */
  waitedMs: z.number(),
});
export type Late = z.infer<typeof Late>;

const Noted = Late.extend({ expiresAt: z.number() });

const pk = "publishing#late";
const keptSeconds = 3_600;
/** More shards are not asked for: some of them say enough. */
const mostAsked = 100;

/**
 * When records of the profiles' stream had to wait for others before they were published: noted while that
 * is so, and only then. pk `publishing#late`, sk `at#{instant}#{shard}`. By Muster's clock, in ms. Access:
 * note; those since an instant.
 */
export class LatenessStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "registry", Noted, "how late is published");
  }

  async note(late: Late): Promise<void> {
    const expiresAt = Math.floor(Date.now() / 1_000) + keptSeconds;
    const sk = `${placeOf(late.at)}#${late.shardId}`;
    await this.#documents.put({ pk, sk }, { ...late, expiresAt });
  }

  async since(instant: number): Promise<readonly Late[]> {
    const { items } = await this.#documents.page(pk, "at#", mostAsked, placeOf(instant));
    return items;
  }
}

function placeOf(instant: number): string {
  return `at#${new Date(instant).toISOString()}`;
}
