import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { bridgeMs } from "../../shared/profiles/behaviours.ts";
import { foldChange, type IncomingChange } from "../../shared/profiles/fold-change.ts";
import { unite } from "../../shared/profiles/identity.ts";
import { observationsOf, type PastNeeds, trimPast } from "../../shared/profiles/past.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";

const key = { workspaceId: "w", object: "contact", id: "0123" } as const;
const ranks: Readonly<Record<string, number>> = { crm: 1, prm: 2, lms: 2 };

/** Heard long ago: nothing is kept for having only just arrived. */
const receivedAt = -2 * bridgeMs;
const now = 20;

function incoming(body: Change["body"], at: number, from: string): IncomingChange {
  const change: Change = { object: "contact", recordId: "7", at, body };
  return { connectionId: from, rank: ranks[from] ?? 0, receivedAt, change };
}

function tier(value: string | null, at: number, from = "crm"): IncomingChange {
  return incoming({ kind: "attributes", values: { tier: value } }, at, from);
}

function deletion(at: number, from = "crm"): IncomingChange {
  return incoming({ kind: "deletion" }, at, from);
}

/** As decisions do: what no rule can see is forgotten after each change. */
function folded(changes: readonly IncomingChange[], needs?: PastNeeds): Profile {
  return changes.reduce(
    (profile, each) => {
      const after = foldChange(profile, each).profile;
      return needs === undefined ? after : { ...after, past: trimPast(after.past, needs, now) };
    },
    newProfile(key, 0),
  );
}

function trimmed(profile: Profile, needs: PastNeeds): Profile {
  return { ...profile, past: trimPast(profile.past, needs, now) };
}

/** The past in an order of its own. */
function pastOf({ past }: Profile): unknown {
  return Object.entries(past).map(([name, kept]) => [
    name,
    kept.map((each) => JSON.stringify([each.at, each.connectionId, each.rank, each.value])).sort(),
  ]);
}

const anyChange: fc.Arbitrary<IncomingChange> = fc
  .record({
    value: fc.constantFrom("Gold", "Silver", "Bronze", null),
    at: fc.integer({ min: 1, max: now }),
    from: fc.constantFrom("crm", "prm", "lms"),
    isDeletion: fc.integer({ min: 0, max: 7 }).map((each) => each === 0),
  })
  .map(({ value, at, from, isDeletion }) =>
    isDeletion ? deletion(at, from) : tier(value, at, from),
  );

/** Changes, and the same twice over in any order. */
const toldTwice = fc.array(anyChange, { maxLength: 9 }).chain((changes) => {
  const twice = { minLength: changes.length * 2, maxLength: changes.length * 2 };
  return fc.tuple(fc.constant(changes), fc.shuffledSubarray([...changes, ...changes], twice));
});

const sights: Readonly<Record<string, PastNeeds>> = {
  "no rule asks": new Map(),
  "a rule asks for ever": new Map([["tier", Number.POSITIVE_INFINITY]]),
  "a rule asks back some while": new Map([["tier", 8]]),
};

describe("the past, in any order and however often it is told", () => {
  it("is the same where nothing is forgotten", () => {
    fc.assert(
      fc.property(toldTwice, ([changes, shuffled]) => {
        expect(pastOf(folded(shuffled))).toEqual(pastOf(folded(changes)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(Object.entries(sights))("is the same where %s", (_sight, needs) => {
    fc.assert(
      fc.property(toldTwice, ([changes, shuffled]) => {
        const whole = pastOf(trimmed(folded(changes), needs));
        expect(pastOf(folded(shuffled, needs))).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });

  it("shows within a rule's sight what it would if nothing were ever forgotten", () => {
    const reach = 8;
    const needs = new Map([["tier", reach]]);
    fc.assert(
      fc.property(toldTwice, ([changes, shuffled]) => {
        const seen = changesSince(folded(shuffled, needs), now - reach);
        expect(seen).toEqual(changesSince(folded(changes), now - reach));
      }),
      { numRuns: 2000 },
    );
  });
});

/** The instants after one at which the attribute became something else. */
function changesSince(profile: Profile, from: number): number[] {
  const observations = observationsOf(profile, "tier");
  return observations
    .filter((each, at) => at === 0 || observations[at - 1]?.value !== each.value)
    .map((each) => each.at)
    .filter((at) => at > from);
}

describe("a source that is deleted", () => {
  it("still tells whether a source said something new once another source is deleted", () => {
    const needs = new Map([["tier", 8]]);
    const told = [
      tier("Gold", 3, "prm"),
      tier("Silver", 6, "crm"),
      tier("Gold", 15, "prm"),
      tier("Bronze", 17, "crm"),
      deletion(18, "crm"),
    ];
    expect(changesSince(folded(told, needs), now - 8)).toEqual([]);
  });
});

describe("two profiles that become one", () => {
  it("have the past that one would have had, whichever takes in the other", () => {
    const told = fc.array(anyChange.filter(isValue), { maxLength: 8 });
    fc.assert(
      fc.property(told, told, (ofOne, ofOther) => {
        const [one, other] = [folded(ofOne), folded(ofOther)];
        const whole = observationsOf(folded([...ofOne, ...ofOther]), "tier");
        expect(observationsOf(unite(one, other, receivedAt), "tier")).toEqual(whole);
        expect(observationsOf(unite(other, one, receivedAt), "tier")).toEqual(whole);
      }),
      { numRuns: 1000 },
    );
  });
});

function isValue({ change }: IncomingChange): boolean {
  return change.body.kind === "attributes";
}
