import { describe, expect, it } from "vitest";
import { packOrdinals } from "../../shared/profiles/pack-ordinals.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { decodeProfile, encodeProfile, profileItemKey } from "../../shared/storage/profile-item.ts";

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
