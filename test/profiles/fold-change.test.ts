import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { visibleCell } from "../../shared/profiles/cells.ts";
import { foldChange, type IncomingChange } from "../../shared/profiles/fold-change.ts";
import { isAlive, newProfile, type Profile } from "../../shared/profiles/profile.ts";

const key = { workspaceId: "w", object: "contact", id: "0123" } as const;

function incoming(body: Change["body"], at: number, from = "crm", recordId = "7"): IncomingChange {
  return {
    connectionId: from,
    rank: from === "crm" ? 1 : 2,
    receivedAt: 0,
    change: { object: "contact", recordId, at, body },
  };
}

function tier(value: string | null, at: number, from?: string): IncomingChange {
  return incoming({ kind: "attributes", values: { tier: value } }, at, from);
}

function folded(changes: readonly IncomingChange[]): Profile {
  return changes.reduce((profile, each) => foldChange(profile, each).profile, newProfile(key, 0));
}

/** What decides memberships, in an order of its own. */
function essence(profile: Profile): unknown {
  const sorted = (value: unknown): unknown =>
    Array.isArray(value)
      ? value
          .map(sorted)
          .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
      : typeof value === "object" && value !== null
        ? Object.entries(value)
            .filter(([, each]) => !Array.isArray(each) || each.length > 0)
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([name, each]) => [name, sorted(each)])
        : value;
  const { cells, behaviours, associations, records, erasedAt } = profile;
  return erasedAt === undefined ? sorted({ cells, behaviours, associations, records }) : "erased";
}

const instant = fc.integer({ min: 1, max: 6 });
const source = fc.constantFrom("crm", "prm");
const anyChange: fc.Arbitrary<IncomingChange> = fc.oneof(
  fc
    .record({ value: fc.constantFrom("Gold", "Silver", null), at: instant, from: source })
    .map(({ value, at, from }) => tier(value, at, from)),
  fc
    .record({ name: fc.constantFrom("login", "view"), at: instant, from: source })
    .map(({ name, at, from }) =>
      incoming({ kind: "behaviour", name, happenedAt: at, properties: {} }, at, from),
    ),
  fc
    .record({ removed: fc.boolean(), at: instant, from: source })
    .map(({ removed, at, from }) =>
      incoming(
        { kind: "association", to: { object: "company", recordId: "acme" }, removed },
        at,
        from,
      ),
    ),
  fc
    .record({ at: instant, from: source })
    .map(({ at, from }) => incoming({ kind: "deletion" }, at, from)),
);

describe("changes of one profile", () => {
  it("give the same profile in any order and however often they repeat", () => {
    fc.assert(
      fc.property(
        fc.array(anyChange, { maxLength: 8 }).chain((changes) =>
          fc.tuple(
            fc.constant(changes),
            fc.shuffledSubarray([...changes, ...changes], {
              minLength: changes.length * 2,
              maxLength: changes.length * 2,
            }),
          ),
        ),
        ([changes, shuffled]) => {
          expect(essence(folded(shuffled))).toEqual(essence(folded(changes)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("show the newest value, whichever source it came from", () => {
    const profile = folded([
      tier("Gold", 2, "crm"),
      tier("Silver", 3, "prm"),
      tier("Bronze", 1, "prm"),
    ]);
    expect(visibleCell(profile.cells, "tier")).toMatchObject({
      value: "Silver",
      connectionId: "prm",
    });
  });

  it("show another source's value once the newest is cleared", () => {
    const profile = folded([
      tier("Gold", 2, "crm"),
      tier("Silver", 3, "prm"),
      tier(null, 4, "prm"),
    ]);
    expect(visibleCell(profile.cells, "tier")).toMatchObject({
      value: "Gold",
      connectionId: "crm",
    });
  });

  it("at one instant the connection of higher rank wins", () => {
    const profile = folded([tier("Silver", 2, "prm"), tier("Gold", 2, "crm")]);
    expect(visibleCell(profile.cells, "tier")?.value).toBe("Silver");
  });

  it("write no history for a repeat, but keep a change that lost", () => {
    const profile = folded([tier("Gold", 2)]);
    expect(foldChange(profile, tier("Gold", 2)).history).toEqual([]);
    expect(foldChange(profile, tier("Silver", 1)).history).toHaveLength(1);
  });
});

describe("deletion", () => {
  it("takes away what the source said before it and keeps what others say", () => {
    const profile = folded([
      tier("Gold", 2, "crm"),
      incoming({ kind: "attributes", values: { city: "Oslo" } }, 1, "prm", "p1"),
      incoming({ kind: "deletion" }, 3, "crm"),
    ]);
    expect(visibleCell(profile.cells, "tier")).toBeUndefined();
    expect(visibleCell(profile.cells, "city")?.value).toBe("Oslo");
    expect(isAlive(profile)).toBe(true);
  });

  it("is not undone by a late event from before it", () => {
    const profile = folded([tier("Gold", 1), incoming({ kind: "deletion" }, 3), tier("Silver", 2)]);
    expect(isAlive(profile)).toBe(false);
  });

  it("is undone by a newer event: the source restored the record", () => {
    const profile = folded([tier("Gold", 1), incoming({ kind: "deletion" }, 3), tier("Silver", 4)]);
    expect(isAlive(profile)).toBe(true);
    expect(visibleCell(profile.cells, "tier")?.value).toBe("Silver");
  });
});

describe("erasure", () => {
  it("leaves nothing personal, and nothing brings the person back", () => {
    const profile = folded([tier("Gold", 1), incoming({ kind: "erasure" }, 2), tier("Silver", 9)]);
    expect(profile.cells).toEqual({});
    expect(isAlive(profile)).toBe(false);
  });
});
