import type { Flip, Profile } from "./profile.ts";

/** Whether there is anything to write: a repeat changes nothing. */
export function differs(before: Profile, after: Profile, flips: readonly Flip[]): boolean {
  return (
    flips.length > 0 ||
    before.cells !== after.cells ||
    before.records !== after.records ||
    before.associations !== after.associations ||
    before.erasedAt !== after.erasedAt ||
    before.suppressed?.since !== after.suppressed?.since ||
    before.carried !== after.carried ||
    before.contactsDigest !== after.contactsDigest ||
    !samePast(before.past, after.past) ||
    !sameKeys(before.behaviours, after.behaviours) ||
    !sameOrdinals(before.memberOf, after.memberOf) ||
    !sameOrdinals(before.announced, after.announced) ||
    !sameDues(before.dues, after.dues) ||
    !sameWaits(before.waiting, after.waiting) ||
    before.foretold !== after.foretold
  );
}

function sameKeys(one: Profile["behaviours"], other: Profile["behaviours"]): boolean {
  if (one === other) return true;
  const keys = (behaviours: Profile["behaviours"]): string =>
    Object.entries(behaviours)
      .flatMap(([name, kept]) => kept.map((each) => `${name}\n${each.key}`))
      .sort()
      .join("\n");
  return keys(one) === keys(other);
}

function samePast(one: Profile["past"], other: Profile["past"]): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function sameOrdinals(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length && one.every((ordinal, position) => ordinal === other[position])
  );
}

function sameDues(one: Profile["dues"], other: Profile["dues"]): boolean {
  const ordinals = Object.keys(one);
  return (
    ordinals.length === Object.keys(other).length &&
    ordinals.every((ordinal) => one[ordinal] === other[ordinal])
  );
}

function sameWaits(one: Profile["waiting"], other: Profile["waiting"]): boolean {
  if (one === other) return true;
  const ordinals = Object.keys(one);
  return (
    ordinals.length === Object.keys(other).length &&
    ordinals.every((ordinal) => one[ordinal]?.since === other[ordinal]?.since)
  );
}
