import { z } from "zod";
import type { SweepJob } from "../contracts/sweep.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Names = z.array(z.string());
const Page = z.object({ keys: Names, alsoKnownAs: Names, expiresAt: z.number() });

/** Longer than a sweep takes. */
const keptSeconds = 2 * 86_400;
const deletesAtOnce = 25;

/** Whoever was there, by every name; and those who go by one. */
interface FoundThere {
  readonly names: ReadonlySet<string>;
  readonly single: ReadonlySet<string>;
}

type Sweep = Pick<SweepJob, "workspaceId" | "destinationId" | "id">;

/**
 * Who was found at a destination while a sweep reads it: pk
 * `{workspace}#there#{destination}#{sweep}`, sk the page's number. Access: keep a page; all; forget them.
 */
export class MembersThereStore {
  readonly #documents;

  constructor(tables: Tables) {
    this.#documents = new Documents(tables, "views", Page, "what is at a destination");
  }

  /** A page that is read again takes its own place. */
  async keep(
    sweep: Sweep,
    page: number,
    { keys, alsoKnownAs = [] }: { keys: readonly string[]; alsoKnownAs?: readonly string[] },
  ): Promise<void> {
    const expiresAt = Math.floor(Date.now() / 1_000) + keptSeconds;
    const names = { keys: [...keys], alsoKnownAs: [...alsoKnownAs] };
    await this.#documents.put(keyOf(sweep, page), { ...names, expiresAt });
  }

  /** Once it is over. The page that it kept last may not be counted yet. */
  async forget(sweep: Sweep & Pick<SweepJob, "pages">): Promise<void> {
    const keys = Array.from({ length: sweep.pages + 1 }, (_, page) => keyOf(sweep, page));
    for (let start = 0; start < keys.length; start += deletesAtOnce) {
      const some = keys.slice(start, start + deletesAtOnce);
      await Promise.all(some.map((key) => this.#documents.delete(key)));
    }
  }

  async all(sweep: Sweep): Promise<FoundThere> {
    const pages = await this.#documents.all(partition(sweep), "");
    const keys = pages.flatMap((page) => page.keys);
    const alsoKnownAs = pages.flatMap((page) => page.alsoKnownAs);
    return { names: new Set([...keys, ...alsoKnownAs]), single: new Set(keys) };
  }
}

/** A page's place. */
function keyOf(sweep: Sweep, page: number): ItemKey {
  return { pk: partition(sweep), sk: String(page).padStart(8, "0") };
}

function partition({ workspaceId, destinationId, id }: Sweep): string {
  return `${workspaceId}#there#${destinationId}#${id}`;
}
