import {
  DeleteCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { HistoryEntry, Profile, ProfileKey } from "../profiles/profile.ts";
import { partitionOf } from "../profiles/profile-id.ts";
import { entryName, heldName, mayWait } from "../profiles/unfiled.ts";
import { ConflictError } from "../runtime/errors.ts";
import { batchPut } from "./batch-put.ts";
import {
  entryKey,
  type HistoryRow,
  historyPartition,
  type RowKey,
  readRow,
  rowsOf,
  type StoredEntry,
} from "./history-rows.ts";
import { profileItemKey } from "./profile-item.ts";
import { request, type Tables } from "./tables.ts";

export type { StoredEntry } from "./history-rows.ts";

const removedAtOnce = 25;
/** Of rows of full length far below the 4 MB of a transaction. */
const guardedAtOnce = 25;

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/**
 * Every change a profile received, also those that lost: pk
 * `{workspace}#history#{object}#{partition}#{field}`, sk `{profile}#{at}#{key}#{recorded at}`, and
 * when those recorded it from whom it was inherited; of a row of several the first one's, and a
 * hash of all. Sorted by profile as the profiles themselves are, so that a build reads both side by
 * side. What its item still keeps (`unfiled`) is read from the profile. Access: append; one field
 * of a profile or of a page of them; one field of a range; say how long an entry is kept; remove.
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
    const items = received.flatMap(({ key, entries }) => rowsOf(key, entries));
    await batchPut(this.#tables, this.#tables.views, items);
  }

  /** Appends what was another's, as long as some profiles are as they were read; else `ConflictError`. */
  async bring(
    to: ProfileKey,
    entries: readonly HistoryEntry[],
    asRead: readonly Profile[],
  ): Promise<void> {
    const TableName = this.#tables.views;
    const puts = rowsOf(to, entries).map((Item) => ({ Put: { TableName, Item } }));
    await this.#guarded(asRead, puts);
  }

  /** Says how long an entry is kept, or that it is for ever; one that is gone stays gone. */
  async expire(key: ProfileKey, entry: HistoryEntry): Promise<void> {
    const { expiresAt } = entry;
    const isKept = expiresAt === undefined;
    const updating = request("saying how long history is kept", () =>
      this.#tables.client.send(
        new UpdateCommand({
          TableName: this.#tables.views,
          Key: entryKey(key, entry),
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

  /**
   * Takes out what turned out to be somebody else's; what lies in a row with it is kept.
   * @param asRead if given, only as long as the profile is so; else `ConflictError`
   */
  async remove(key: ProfileKey, entries: readonly HistoryEntry[], asRead?: Profile): Promise<void> {
    const alone = entries.filter((each) => !mayWait(each)).map((each) => entryKey(key, each));
    const together = [...Map.groupBy(entries.filter(mayWait), ({ field }) => field)];
    const emptied = await Promise.all(
      together.map(([field, gone]) => this.#keepRest(key, field, gone)),
    );
    const keys = [...alone, ...emptied.flat()];
    if (asRead === undefined) return this.#delete(keys);
    const TableName = this.#tables.views;
    await this.#guarded(
      [asRead],
      keys.map((Key) => ({ Delete: { TableName, Key: { ...Key } } })),
    );
  }

  /** Has entries of a profile be others, row by row, as long as it is as it was read; else `ConflictError`. */
  async rename(
    holder: Profile,
    entries: readonly { readonly entry: HistoryEntry; readonly held: HistoryEntry }[],
  ): Promise<void> {
    const renamed = new Map(entries.map(({ entry, held }) => [heldName(entry), held]));
    const fields = [...new Set(entries.map(({ entry }) => entry.field))];
    const read = fields.map((field) => this.#rows(holder, field, holder.id, holder.id));
    const touched = (await Promise.all(read))
      .flat()
      .filter((row) => row.entries.some((each) => renamed.has(heldName(each))));
    const puts = new Map<string, Action>();
    const gone = new Map<string, Action>();
    const TableName = this.#tables.views;
    for (const { key, entries: held } of touched) {
      const rows = rowsOf(
        holder,
        held.map(({ profileId: _own, ...each }) => renamed.get(heldName(each)) ?? each),
      );
      for (const Item of rows) puts.set(`${Item.pk}\n${Item.sk}`, { Put: { TableName, Item } });
      gone.set(`${key.pk}\n${key.sk}`, { Delete: { TableName, Key: { ...key } } });
    }
    for (const key of puts.keys()) gone.delete(key);
    await this.#guarded([holder], [...puts.values(), ...gone.values()]);
  }

  async #delete(keys: readonly RowKey[]): Promise<void> {
    for (let start = 0; start < keys.length; start += removedAtOnce)
      await Promise.all(
        keys
          .slice(start, start + removedAtOnce)
          .map((Key) =>
            request("removing from the history", () =>
              this.#tables.client.send(
                new DeleteCommand({ TableName: this.#tables.views, Key: { ...Key } }),
              ),
            ),
          ),
      );
  }

  /** One part after the other, since all ask for the same items. */
  async #guarded(asRead: readonly Profile[], actions: readonly Action[]): Promise<void> {
    const checks = asRead.map((profile) => ({
      ConditionCheck: {
        TableName: this.#tables.profiles,
        Key: profileItemKey(profile),
        ConditionExpression: "revision = :read",
        ExpressionAttributeValues: { ":read": profile.revision },
      },
    }));
    for (let start = 0; start < actions.length; start += guardedAtOnce) {
      const part = actions.slice(start, start + guardedAtOnce);
      await request("moving history", () =>
        this.#tables.client.send(new TransactWriteCommand({ TransactItems: [...checks, ...part] })),
      );
    }
  }

  /** Writes anew what stays of the rows that held something of it; the keys of these. */
  async #keepRest(
    key: ProfileKey,
    field: string,
    entries: readonly HistoryEntry[],
  ): Promise<RowKey[]> {
    const gone = new Set(entries.map(entryName));
    const isGone = (each: HistoryEntry): boolean => gone.has(entryName(each));
    const rows = await this.#rows(key, field, key.id, key.id);
    const touched = rows.filter((row) => row.entries.some(isGone));
    const rest = touched.flatMap((row) => row.entries.filter((each) => !isGone(each)));
    await this.append([{ key, entries: rest.map(({ profileId: _own, ...entry }) => entry) }]);
    return touched.map((row) => row.key);
  }

  /**
   * One field of profiles that lie beside each other, in order of id, with what their items still
   * keep of it. They are read before this is asked: what leaves an item is in the history after.
   */
  async of(
    profiles: readonly (ProfileKey & Pick<Profile, "unfiled">)[],
    field: string,
  ): Promise<StoredEntry[]> {
    const [first, last] = [profiles[0], profiles.at(-1)];
    if (first === undefined || last === undefined) return [];
    const waiting = profiles.flatMap(({ id: profileId, unfiled = [] }) =>
      unfiled.filter((each) => each.field === field).map((each) => ({ profileId, ...each })),
    );
    const filed = await this.ofRange(first, field, first.id, last.id);
    return waiting.length === 0 ? filed : inOrder([...filed, ...waiting]);
  }

  /** What was filed of one field of the profiles `from` to `to`, both included, by profile and time. */
  async ofRange(
    of: Omit<ProfileKey, "id">,
    field: string,
    from: string,
    to: string,
  ): Promise<StoredEntry[]> {
    const rows = await this.#rows(of, field, from, to);
    // The database takes days to delete what has expired.
    const kept = rows.flatMap(({ entries }) =>
      entries.filter(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt * 1_000 > Date.now()),
    );
    return rows.every(({ entries }) => entries.length === 1) ? kept : inOrder(kept);
  }

  async #rows(
    of: Omit<ProfileKey, "id">,
    field: string,
    from: string,
    to: string,
  ): Promise<HistoryRow[]> {
    const found: HistoryRow[] = [];
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
              ":pk": historyPartition(of, partitionOf(from), field),
              ":from": `${from}#`,
              ":to": `${to}#~`,
            },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      found.push(...(answer.Items ?? []).map(readRow));
      start = answer.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }
}

/** Each once, however many rows hold it. */
function inOrder(entries: readonly StoredEntry[]): StoredEntry[] {
  const named = entries.map((each) => [`${each.profileId}#${entryName(each)}`, each] as const);
  return [...new Map(named)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, each]) => each);
}
