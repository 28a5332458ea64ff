import { z } from "zod";
import { DescribedAttribute } from "../contracts/catalogue.ts";
import type { ObjectKind } from "../contracts/change.ts";
import { batchPut } from "./batch-put.ts";
import { Documents } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Described = DescribedAttribute.extend({ connectionId: z.string() });
export type Described = z.infer<typeof Described>;

/**
 * What sources say of their attributes: pk `{workspace}#catalogue#{object}`, sk
 * `{connection}#{attribute}`. Access: all of one object; those of one connection; replace those.
 */
export class CatalogueStore {
  readonly #tables: Tables;
  readonly #documents;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#documents = new Documents(tables, "registry", Described, "the catalogue of attributes");
  }

  of(workspaceId: string, object: ObjectKind, connectionId?: string): Promise<Described[]> {
    const prefix = connectionId === undefined ? "" : `${connectionId}#`;
    return this.#documents.all(partitionOf(workspaceId, object), prefix);
  }

  /** Those that the source no longer has are forgotten. */
  async replace(
    workspaceId: string,
    connectionId: string,
    object: ObjectKind,
    attributes: readonly DescribedAttribute[],
  ): Promise<void> {
    const pk = partitionOf(workspaceId, object);
    const present = new Set(attributes.map(({ name }) => name));
    for (const { name } of await this.of(workspaceId, object, connectionId))
      if (!present.has(name)) await this.#documents.delete({ pk, sk: `${connectionId}#${name}` });
    const items = attributes.map((each) => ({
      ...each,
      connectionId,
      pk,
      sk: `${connectionId}#${each.name}`,
    }));
    await batchPut(this.#tables, this.#tables.registry, items);
  }
}

function partitionOf(workspaceId: string, object: ObjectKind): string {
  return `${workspaceId}#catalogue#${object}`;
}
