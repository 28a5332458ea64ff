import { TransactWriteCommand, type TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import type { Profile, ProfileKey } from "../profiles/profile.ts";
import { batchGet } from "./batch-get.ts";
import type { ItemKey } from "./documents.ts";
import { type ErasureMarks, eraseKeyOf } from "./erasure-marks.ts";
import { type PendingWrite, putOf } from "./profiles.ts";
import { request, type Tables, writeDeadline } from "./tables.ts";

type Action = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** Who shall hold which claims, and from whom they may be taken. */
export interface ClaimChange {
  readonly holder: Profile;
  readonly held: readonly string[];
  readonly released: readonly string[];
  /** Who may hold them now beside the holder: a profile merged in the same transaction, or long ago. */
  readonly takenFrom: readonly string[];
}

/** A profile that nobody knew, with claims that nobody holds. */
export interface NewHolder {
  readonly write: PendingWrite;
  readonly held: readonly string[];
}

/**
 * Who holds an e-mail or a domain: pk `{workspace}#claim#{object}#{claim}`. A claim and the
 * profiles it concerns change in one transaction: the one exception of law 1, taken only
 * when an identity changes hands.
 */
export class IdentityClaims {
  readonly #tables: Tables;
  readonly #marks: ErasureMarks;

  constructor(tables: Tables, marks: ErasureMarks) {
    this.#tables = tables;
    this.#marks = marks;
  }

  /** Under what names an erased profile goes on holding its claims; they are claims themselves. */
  async erasureMarks(
    of: Omit<ProfileKey, "id">,
    claims: readonly string[],
  ): Promise<ReadonlySet<string>> {
    return new Set((await this.#marks.of(of, claims)).values());
  }

  /** The ids of the profiles that hold the claims; unheld ones are absent. One who was erased goes first. */
  async holders(
    of: Omit<ProfileKey, "id">,
    claims: readonly string[],
  ): Promise<Map<string, string>> {
    const held = new Map<string, string>();
    const read = async (names: readonly string[], ...more: readonly ItemKey[]) => {
      const keys = [...names.map((claim) => claimKey(of, claim)), ...more];
      const items = await batchGet(this.#tables, this.#tables.registry, keys);
      for (const { claim, profileId } of items)
        if (typeof claim === "string" && typeof profileId === "string") held.set(claim, profileId);
      return items;
    };
    // While nobody was erased, that costs an item in the one request and no request of its own.
    const known = this.#marks.opened(of, claims);
    const items = await (known === undefined
      ? read(claims, eraseKeyOf(of.workspaceId))
      : read([...claims, ...known.values()]));
    const marks = known ?? (await this.#marks.openedBy(of, claims, items));
    if (known === undefined && marks.size > 0) await read([...marks.values()]);
    const holders = new Map<string, string>();
    for (const claim of claims) {
      const holder = held.get(marks.get(claim) ?? claim) ?? held.get(claim);
      if (holder !== undefined) holders.set(claim, holder);
    }
    return holders;
  }

  /** Writes profiles together with the claims gained and given up; `ConflictError` if any was beaten. */
  async commit(writes: readonly PendingWrite[], change: ClaimChange): Promise<void> {
    const { holder, held, released, takenFrom } = change;
    const actions: Action[] = [
      ...writes.map((write) => ({ Put: putOf(this.#tables, write) })),
      ...held.map((claim) => this.#take(holder, claim, takenFrom)),
      ...released.map((claim) => this.#release(holder, claim, takenFrom)),
    ];
    await this.#transact(actions);
  }

  /** Writes several new profiles with their claims, all or none; `ConflictError` if any was beaten. */
  async commitTogether(newcomers: readonly NewHolder[]): Promise<void> {
    await this.#transact(
      newcomers.flatMap(({ write, held }) => [
        { Put: putOf(this.#tables, write) },
        ...held.map((claim) => this.#take(write.profile, claim, [])),
      ]),
    );
  }

  async #transact(TransactItems: Action[]): Promise<void> {
    await request("claiming an identity", () =>
      this.#tables.client.send(new TransactWriteCommand({ TransactItems }), writeDeadline()),
    );
  }

  #take(holder: Profile, claim: string, from: readonly string[]): Action {
    const allowed = heldBy([holder.id, ...from]);
    return {
      Put: {
        TableName: this.#tables.registry,
        Item: { ...claimKey(holder, claim), claim, profileId: holder.id },
        ...allowed,
      },
    };
  }

  #release(holder: Profile, claim: string, from: readonly string[]): Action {
    return {
      Delete: {
        TableName: this.#tables.registry,
        Key: claimKey(holder, claim),
        ...heldBy([holder.id, ...from]),
      },
    };
  }
}

/** The condition that nobody but these holds a claim. */
function heldBy(ids: readonly string[]) {
  const allowed = Object.fromEntries(ids.map((id, position) => [`:from${position}`, id]));
  return {
    ConditionExpression: `attribute_not_exists(pk) OR profileId IN (${Object.keys(allowed).join(", ")})`,
    ExpressionAttributeValues: allowed,
  };
}

function claimKey(of: Omit<ProfileKey, "id">, claim: string): { pk: string; sk: string } {
  return { pk: `${of.workspaceId}#claim#${of.object}#${claim}`, sk: "claim" };
}
