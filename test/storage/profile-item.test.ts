import { describe, expect, it } from "vitest";
import { packOrdinals } from "../../shared/profiles/pack-ordinals.ts";
import {
  type HistoryEntry,
  newProfile,
  type Profile,
  type WriteNote,
} from "../../shared/profiles/profile.ts";
import { toFile } from "../../shared/profiles/unfiled.ts";
import { decodeProfile, encodeProfile, profileItemKey } from "../../shared/storage/profile-item.ts";
import { Random, seedOf } from "../segmentation/random.ts";

const key = { workspaceId: "w", object: "contact", id: "p_0a1b" } as const;
const names = Array.from({ length: 30 }, (_, position) => `attribute_${position}`);
const profile: Profile = {
  ...newProfile(key, 5),
  revision: 3,
  memberOf: [1, 7, 300],
  announced: [7],
  dues: { 7: 1_000 },
  cells: Object.fromEntries(
    names.map((name) => [name, { "con-1": { value: `${name} of Ann`, at: 1, rank: 1 } }]),
  ),
};
const note = { at: 6, history: [], flips: [] };
const hour = 3_600_000;

/** What a write was told at an hour, in a value that does not deflate. */
function told(random: Random, at: number, characters: number): WriteNote {
  const text = random.list(characters, () => random.below(36).toString(36)).join("");
  const entry: HistoryEntry = {
    field: "attributes",
    key: `key-of-hour-${at}`,
    connectionId: "con-1",
    at: at * hour,
    value: null,
    values: { tier: text },
    recordId: "1",
    rank: 1,
  };
  return { at: at * hour, history: [entry], flips: [] };
}

/** As DynamoDB counts it. */
function kilobytesOf(item: Readonly<Record<string, unknown>>): number {
  const sizes = Object.entries(item).map(([name, value]) => {
    if (value instanceof Uint8Array) return name.length + value.length;
    const digits = String(value).length;
    return name.length + (typeof value === "number" ? Math.ceil(digits / 2) + 1 : digits);
  });
  return Math.ceil(sizes.reduce((sum, size) => sum + size) / 1_024);
}

describe("the item of a profile", () => {
  it("gives back what was put in", () => {
    expect(decodeProfile(encodeProfile(profile, note))).toEqual({ profile, note });
  });

  it("shows outside what it is found and guarded by, and packs the rest small", () => {
    const { packed, ...outside } = encodeProfile(profile, note);
    expect(outside).toMatchObject({ ...profileItemKey(key), revision: 3, dueAt: 1_000 });
    expect(Object.keys(outside).sort()).toEqual(
      ["announced", "dueAt", "dueShard", "memberOf", "pk", "revision", "sk"].sort(),
    );
    expect(packed).toBeInstanceOf(Uint8Array);
    const plain = JSON.stringify(profile).length;
    expect(packed instanceof Uint8Array ? packed.length : plain).toBeLessThan(plain / 3);
  });

  it("of before there was packing is still read", () => {
    const { id: _id, ...rest } = profile;
    const former = {
      ...rest,
      ...profileItemKey(key),
      memberOf: packOrdinals(profile.memberOf),
      announced: packOrdinals(profile.announced),
      note,
    };
    expect(decodeProfile(former)).toEqual({ profile, note });
  });
});

describe("what a profile was told", () => {
  it("waits in its item as long as that begins no other kilobyte, then goes to the history at once", () => {
    const random = new Random(seedOf("profile item"));
    let stored: Profile = profile;
    const filed: HistoryEntry[][] = [];
    for (let at = 1; at <= 200; at += 1) {
      const each = told(random, at, random.pick([4, 8, 40, 300, 1_500]));
      const { unfiled: _waiting, ...bare } = stored;
      const item = encodeProfile(stored, each, true);
      const most = Math.max(1, kilobytesOf(encodeProfile(bare, each)));
      expect(kilobytesOf(item)).toBeLessThanOrEqual(most);
      const { profile: next } = decodeProfile(item);
      filed.push(toFile(stored, next, each));
      stored = next;
    }
    const keys = [...filed.flat(), ...(stored.unfiled ?? [])].map((entry) => entry.key);
    expect(keys).toEqual(Array.from({ length: 200 }, (_, at) => `key-of-hour-${at + 1}`));
    expect(filed.filter((entries) => entries.length > 0).length).toBeLessThan(100);
  });

  it("waits with sixty-three others at most", () => {
    const random = new Random(1);
    const large = { ...profile, claims: random.list(900, () => String(random.next())) };
    let stored: Profile = large;
    let most = 0;
    for (let at = 1; at <= 200; at += 1) {
      stored = decodeProfile(encodeProfile(stored, told(random, at, 1), true)).profile;
      most = Math.max(most, stored.unfiled?.length ?? 0);
    }
    expect(most).toBeLessThanOrEqual(64);
  });

  it("does not wait where the profile does not simply go on", () => {
    const [first, second] = [told(new Random(1), 1, 4), told(new Random(2), 2, 4)];
    const waiting = decodeProfile(encodeProfile(profile, first, true)).profile;
    expect(waiting.unfiled).toHaveLength(1);
    const { profile: after } = decodeProfile(encodeProfile(waiting, second));
    expect(after.unfiled).toBeUndefined();
    expect(toFile(waiting, after, second).map(({ key }) => key)).toEqual([
      "key-of-hour-1",
      "key-of-hour-2",
    ]);
  });

  it("says for ten minutes what to look for in the history, once it has left", () => {
    const waiting = decodeProfile(encodeProfile(profile, told(new Random(1), 1, 4), true)).profile;
    const left = (minutes: number) =>
      decodeProfile(encodeProfile(waiting, { ...note, at: hour + minutes * 60_000 })).profile;
    const { filing } = left(1);
    expect(filing).toEqual({ at: hour + 60_000, key: "key-of-hour-1" });
    const later = (minutes: number) => {
      const written = { ...note, at: hour + minutes * 60_000 };
      return decodeProfile(encodeProfile(left(1), written, true)).profile.filing;
    };
    expect(later(9)).toEqual(filing);
    expect(later(12)).toBeUndefined();
  });
});
