import { DeleteCommand, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import type { HistoryEntry, ProfileKey } from "../profiles/profile.ts";
import { partitionOf } from "../profiles/profile-id.ts";
import { ConflictError } from "../runtime/errors.ts";
import { batchPut } from "./batch-put.ts";
import { HistoryEntrySchema } from "./history-entry.ts";
import { request, type Tables } from "./tables.ts";

const removedAtOnce = 25;

const Entry = HistoryEntrySchema.extend({ profileId: z.string() });

export interface StoredEntry extends HistoryEntry {
  readonly profileId: string;
}

/**
 * Every change a profile received, also those that lost: pk
 * `{workspace}#history#{object}#{partition}#{field}`, sk `{profile}#{at}#{key}#{recorded at}`, and
 * when those recorded it from whom it was inherited. Sorted by profile as the profiles themselves
 * are, so that a build reads both side by side. Access: append;
 * one field of a range of profiles; say how long an entry is kept; remove.
 */
export class HistoryStore {
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Appends what any number of profiles received; a repeat overwrites itself. */
  async append(
    received: readonly { readonly key: ProfileKey; readonly entries: readonly HistoryEntry[] }[],
  ): Promise<void> {
    const items = received.flatMap(({ key, entries }) =>
      entries.map((entry) => ({
        ...itemKey(key, entry),
        profileId: key.id,
        ...entry,
      })),
    );
    await batchPut(this.#tables, this.#tables.views, items);
  }

  /** Says how long an entry is kept, or that it is for ever; one that is gone stays gone. */
  async expire(key: ProfileKey, entry: HistoryEntry): Promise<void> {
    const { expiresAt } = entry;
    const isKept = expiresAt === undefined;
    const updating = request("saying how long history is kept", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.views,
          Key: itemKey(key, entry),
          UpdateExpression: isKept ? "REMOVE expiresAt" : "SET expiresAt = :at",
          ConditionExpression: "attribute_exists(pk)",
          ...(isKept ? {} : { ExpressionAttributeValues: { ":at": expiresAt } }),
        }),
      ),
    );
    await updating.catch((error: unknown) => {
      if (!(error instanceof ConflictError)) throw error;
    });
  }

  /** Takes out what turned out to be somebody else's. */
  async remove(key: ProfileKey, entries: readonly HistoryEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += removedAtOnce)
      await Promise.all(
        entries
          .slice(start, start + removedAtOnce)
          .map((entry) =>
            request("removing from the history", () =>
              this.#tables.client.send(
                new DeleteCommand({ TableName: this.#tables.views, Key: itemKey(key, entry) }),
              ),
            ),
          ),
      );
  }

  /** Entries of one field of the profiles `from` to `to`, both included, by profile and time. */
  async ofRange(
    of: Omit<ProfileKey, "id">,
    field: string,
    from: string,
    to: string,
  ): Promise<StoredEntry[]> {
    const found: StoredEntry[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const answer = await request("reading the history", () =>
        this.#tables.client.send(
          new QueryCommand({
            TableName: this.#tables.views,
            // Who asks for one profile acts on what is there now.
            ConsistentRead: from === to,
            KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues: {
              ":pk": partition(of, partitionOf(from), field),
              ":from": `${from}#`,
              ":to": `${to}#~`,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of answer.Items ?? []) {
        const entry = Entry.parse(item);
        // The database takes days to delete what has expired.
        if ((entry.expiresAt ?? Number.POSITIVE_INFINITY) * 1_000 > Date.now()) found.push(entry);
      }
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }
}

/** What was forgotten and is heard again is another row: the first says since when it was known. */
function itemKey(key: ProfileKey, entry: HistoryEntry) {
  const { field, at, key: entryKey, recordedAt, inherited = [] } = entry;
  const recorded = [recordedAt ?? [], ...inherited.map((each) => each.recordedAt)].flat();
  const told = [key.id, String(at).padStart(15, "0"), entryKey, ...recorded];
  return { pk: partition(key, partitionOf(key.id), field), sk: told.join("#") };
}

function partition(of: Omit<ProfileKey, "id">, bucket: string, field: string): string {
  return `${of.workspaceId}#history#${of.object}#${bucket}#${field}`;
}
