import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import { batchPut } from "./batch-put.ts";
import { Documents, type Page } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Transition = z.object({
  segmentId: z.string(),
  profileId: z.string(),
  kind: z.enum(["entered", "exited"]),
  at: z.string(),
  cause: Cause,
  revision: z.number(),
  segmentVersion: z.number(),
});
export type Transition = z.infer<typeof Transition>;

/**
 * Who entered and left, when and why: pk `{workspace}#transition#{segment}`, sk
 * `{at}#{profile}#{revision}`, which makes a repeat overwrite itself. Access: append; in order of
 * happening.
 */
export class TransitionStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "views", Transition, "transitions");
  }

  async append(workspaceId: string, transitions: readonly Transition[]): Promise<void> {
    const items = transitions.map((each) => ({
      pk: partition(workspaceId, each.segmentId),
      sk: transitionKey(each),
      ...each,
    }));
    await batchPut(this.#tables, this.#tables.views, items);
  }

  page(
    workspaceId: string,
    segmentId: string,
    limit: number,
    after?: string,
  ): Promise<Page<Transition>> {
    return this.#documents.page(partition(workspaceId, segmentId), "", limit, after);
  }
}

export function transitionKey(transition: Transition): string {
  const revision = String(transition.revision).padStart(10, "0");
  return `${transition.at}#${transition.profileId}#${revision}`;
}

function partition(workspaceId: string, segmentId: string): string {
  return `${workspaceId}#transition#${segmentId}`;
}
