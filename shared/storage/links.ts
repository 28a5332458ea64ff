import { PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { AttributeValue, ObjectKind, Scalar } from "../contracts/change.ts";
import { ConflictError } from "../runtime/errors.ts";
import type { ItemKey } from "./documents.ts";
import { request, type Tables } from "./tables.ts";

const Row = z.object({
  /** The associated record of a company, by the profile id derived from it. */
  target: z.string(),
  object: ObjectKind,
  profileId: z.string(),
  /** Of the profile that the row was derived from. */
  revision: z.number(),
  removed: z.boolean(),
  /** Which state of what rules read of contacts the content was made for. */
  needs: z.number(),
  attributes: z.record(z.string(), AttributeValue),
  behaviours: z
    .array(z.object({ name: z.string(), at: z.number(), properties: z.record(z.string(), Scalar) }))
    .readonly(),
});
/** Who is associated with a record of a company, and of a contact what rules about companies read. */
export type LinkRow = z.infer<typeof Row>;

/** Tombstones outlive whatever the stream may still repeat. */
const tombstoneLivesSeconds = 7 * 86_400;

export interface LinkPage {
  readonly ids: readonly string[];
  /** Where the next page begins; absent after the last. */
  readonly after: string | undefined;
}

type LinksOf = Pick<LinkRow, "target" | "object">;

/**
 * Associations seen from the company's side, derived from the stream: pk
 * `{workspace}#link#{target}`, sk `{object}#{profile}`. An association that ends leaves a tombstone with
 * its revision, so that a late record cannot bring it back. Access: apply a row; the rows of
 * one target and kind, whole or in pages of ids. Reads are consistent: who wrote a row
 * may count on the next reader.
 */
export class LinkStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Writes the row unless a later one is there, or one of the same revision for as many needs; idempotent. */
  async apply(workspaceId: string, row: LinkRow): Promise<void> {
    const expires = row.removed
      ? { expiresAt: Math.floor(Date.now() / 1000) + tombstoneLivesSeconds }
      : {};
    try {
      await request("writing a link", () =>
        this.#tables.client.send(
          new PutCommand({
            TableName: this.#tables.views,
            Item: { ...keyOf(workspaceId, row), ...row, ...expires },
            ConditionExpression:
              "attribute_not_exists(pk) OR revision < :revision OR (revision = :revision AND needs < :needs)",
            ExpressionAttributeValues: { ":revision": row.revision, ":needs": row.needs },
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  /** The standing rows of one target and kind, in order of profile id. */
  async rows(workspaceId: string, of: LinksOf): Promise<LinkRow[]> {
    const found: LinkRow[] = [];
    let after: ItemKey | undefined;
    do {
      const page = await this.#page(workspaceId, of, {}, after);
      for (const item of page.items) {
        const row = Row.parse(item);
        if (!row.removed) found.push(row);
      }
      after = page.after;
    } while (after !== undefined);
    return found;
  }

  /** The ids of at most `limit` profiles, those after `after` first. */
  async ids(
    workspaceId: string,
    of: LinksOf,
    limit: number,
    after: string | undefined,
  ): Promise<LinkPage> {
    const projection = { Limit: limit, ProjectionExpression: "pk, sk, profileId, removed" };
    const start = after === undefined ? undefined : keyOf(workspaceId, { ...of, profileId: after });
    const page = await this.#page(workspaceId, of, projection, start);
    const ids = page.items.flatMap(({ profileId, removed }) =>
      typeof profileId === "string" && removed !== true ? [profileId] : [],
    );
    return { ids, after: page.after?.sk.slice(prefixOf(of).length) };
  }

  async #page(
    workspaceId: string,
    of: LinksOf,
    options: { readonly Limit?: number; readonly ProjectionExpression?: string },
    start: ItemKey | undefined,
  ): Promise<{ items: Record<string, unknown>[]; after: ItemKey | undefined }> {
    const { pk } = keyOf(workspaceId, { ...of, profileId: "" });
    const answer = await request("listing links", () =>
      this.#tables.client.send(
        new QueryCommand({
          TableName: this.#tables.views,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
          ExpressionAttributeValues: { ":pk": pk, ":prefix": prefixOf(of) },
          ...options,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    const last: unknown = answer.LastEvaluatedKey?.sk;
    return {
      items: answer.Items ?? [],
      after: typeof last === "string" ? { pk, sk: last } : undefined,
    };
  }
}

function keyOf(workspaceId: string, of: LinksOf & Pick<LinkRow, "profileId">): ItemKey {
  return { pk: `${workspaceId}#link#${of.target}`, sk: `${prefixOf(of)}${of.profileId}` };
}

function prefixOf({ object }: Pick<LinksOf, "object">): string {
  return `${object}#`;
}
