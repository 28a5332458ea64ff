import { describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { foldChange, type IncomingChange } from "../../shared/profiles/fold-change.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import { image } from "./images.ts";

function told(body: Change["body"], at = 5, more: Partial<IncomingChange> = {}): IncomingChange {
  const change: Change = { object: "contact", recordId: "1", at, body };
  return { connectionId: "crm", rank: 2, receivedAt: 100, change, ...more };
}

const tier = (value: string | null): Change["body"] => ({
  kind: "attributes",
  values: { tier: value },
});
const viewed = (properties = {}, id?: string): Change["body"] => ({
  kind: "behaviour",
  name: "viewed",
  happenedAt: 4,
  properties,
  ...(id === undefined ? {} : { id }),
});
const worksAt = (
  recordId: string,
  more: { removed?: boolean; only?: true } = {},
): Change["body"] => ({
  kind: "association",
  to: { object: "company", recordId },
  removed: false,
  ...more,
});

/** What each change in turn leaves in the history, and the profile in the end. */
function lived(...changes: readonly IncomingChange[]) {
  let profile: Profile = image();
  const notes = changes.map((change) => {
    const folded = foldChange(profile, change);
    profile = folded.profile;
    return folded.history;
  });
  return { profile, notes, last: notes.at(-1) ?? [] };
}

const common = { connectionId: "crm", recordId: "1", rank: 2, key: expect.any(String) };

describe("what a change leaves in the history", () => {
  it("is one entry for all attributes that it was news of", () => {
    const body = { kind: "attributes" as const, values: { tier: "Gold", region: "EMEA" } };
    const values = { tier: "Gold", region: "EMEA" };
    const { notes } = lived(told(body), told(body));
    expect(notes).toEqual([[{ ...common, field: "attributes", at: 5, value: null, values }], []]);
  });

  it("is what lost too, once", () => {
    const { notes, profile } = lived(
      told(tier("Gold"), 9),
      told(tier("Silver"), 6),
      told(tier("Silver"), 6),
    );
    expect(notes.map((each) => each.map(({ values }) => values))).toEqual([
      [{ tier: "Gold" }],
      [{ tier: "Silver" }],
      [],
    ]);
    expect(profile.past["tier"]).toHaveLength(1);
  });

  it("is a happening with its properties, once however often it is told", () => {
    const { notes } = lived(told(viewed({ course: "c" })), told(viewed({ course: "c" })));
    const properties = { course: "c" };
    expect(notes).toEqual([
      [{ ...common, field: "behaviour:viewed", at: 4, value: null, properties }],
      [],
    ]);
  });

  it("tells happenings apart by their properties in any order, or by their id where they have one", () => {
    const twice = lived(told(viewed({ a: 1, b: 2, c: 3 })), told(viewed({ c: 3, b: 2, a: 1 })));
    expect(twice.profile.behaviours["viewed"]).toHaveLength(1);
    const other = lived(told(viewed({ a: 1 })), told(viewed({ a: 2 })));
    expect(other.profile.behaviours["viewed"]).toHaveLength(2);
    const named = lived(
      told(viewed({ a: 1 }, "x")),
      told(viewed({ a: 2 }, "x")),
      told(viewed({}, "y")),
    );
    expect(named.profile.behaviours["viewed"]).toHaveLength(2);
  });

  it("is an association that is new, or newer, or stands where another was removed at once", () => {
    const { last, profile } = lived(told(worksAt("acme")));
    const association = { object: "company", removed: false };
    expect(last).toEqual([{ ...common, field: "association", at: 5, value: "acme", association }]);
    expect(profile.associations).toEqual([
      { connectionId: "crm", object: "company", recordId: "acme", at: 5, removed: false },
    ]);
    const gone = worksAt("acme", { removed: true });
    expect(lived(told(worksAt("acme")), told(gone, 6)).profile.associations).toMatchObject([
      { removed: true },
    ]);
    expect(lived(told(worksAt("acme")), told(gone, 5)).last).toEqual([]);
    expect(lived(told(gone), told(worksAt("acme"), 5)).profile.associations).toMatchObject([
      { removed: false },
    ]);
    expect(lived(told(gone, 6), told(worksAt("acme"), 5)).last).toEqual([]);
    expect(lived(told(worksAt("acme")), told(worksAt("acme"))).last).toEqual([]);
  });

  it("keeps associations with others beside it", () => {
    const company = worksAt("acme");
    const person: Change["body"] = {
      kind: "association",
      to: { object: "contact", recordId: "acme" },
      removed: false,
    };
    const { profile } = lived(
      told(company),
      told(person),
      told(worksAt("other")),
      told(company, 6, { connectionId: "prm" }),
    );
    expect(
      profile.associations.map(
        ({ connectionId, object, recordId }) => `${connectionId} ${object} ${recordId}`,
      ),
    ).toEqual(["crm company acme", "crm contact acme", "crm company other", "prm company acme"]);
  });

  it("is the one association that a source says there is, or that there is none", () => {
    const only = lived(told(worksAt("acme")), told(worksAt("other", { only: true }), 6));
    expect(only.last).toEqual([
      {
        ...common,
        field: "association",
        at: 6,
        value: "other",
        association: { object: "company", removed: false, only: true },
      },
    ]);
    const none = lived(told(worksAt("", { only: true })));
    expect(none.last).toMatchObject([{ value: null }]);
    expect(
      lived(told(worksAt("", { only: true })), told(worksAt("", { only: true }))).last,
    ).toEqual([]);
    expect(
      lived(told(worksAt("acme")), told(worksAt("acme", { removed: true }), 6)).last,
    ).toMatchObject([{ value: "acme" }]);
  });

  it("is that a source has a record at all, where it says nothing else that is new", () => {
    const { last, profile } = lived(told({ kind: "attributes", values: {} }));
    expect(last).toEqual([{ ...common, field: "record", at: 5, value: null }]);
    expect(profile.records).toEqual([{ connectionId: "crm", recordId: "1", seenAt: 5 }]);
    expect(lived(told({ kind: "attributes", values: {} }, 1)).last).toEqual([]);
    const first = told(tier("Gold"));
    expect(lived(first).last).toHaveLength(1);
  });

  it("is that a source has a record, where it only told what that did: this is not kept for ever", () => {
    const other = { object: "contact" as const, recordId: "2", at: 5, body: viewed() };
    const entry = { ...common, recordId: "2", at: 4, value: null };
    const known = { ...entry, field: "record" };
    const happened = { ...entry, field: "behaviour:viewed", properties: {} };
    const gone = { ...other, at: 3, body: { kind: "deletion" as const } };
    const again = { ...other, body: viewed({ again: true }) };
    const { notes } = lived(
      ...[gone, other, again].map((change) => told(change.body, change.at, { change })),
    );
    expect(notes[1]).toEqual([happened, known]);
    expect(notes[2]).toHaveLength(1);
    expect(lived(told(other.body, other.at, { change: other })).last).toEqual([happened, known]);
  });

  it("is that a source has a record still, where a deletion from before is told late", () => {
    const { last, profile } = lived(told(viewed()), told({ kind: "deletion" }, 3));
    expect(last).toEqual([
      { ...common, field: "deletion", at: 3, value: null },
      { ...common, field: "record", at: 4, value: null },
    ]);
    expect(profile.records).toMatchObject([{ seenAt: 4, deletedAt: 3 }]);
  });

  it("is a deletion, once, and nothing that was said before it", () => {
    const deletion: Change["body"] = { kind: "deletion" };
    const { notes, profile } = lived(
      told(tier("Gold")),
      told(deletion, 7),
      told(deletion, 7),
      told(tier("Silver"), 7),
    );
    expect(notes.slice(1)).toEqual([
      [{ ...common, field: "deletion", at: 7, value: null }],
      [],
      [],
    ]);
    expect(profile.records).toEqual([
      { connectionId: "crm", recordId: "1", seenAt: 0, deletedAt: 7 },
    ]);
    expect(profile.cells).toEqual({});
    expect(lived(told(deletion, 7), told(deletion, 8)).last).toMatchObject([{ at: 8 }]);
  });

  it("is no happening from before a deletion, however late it is told", () => {
    const { last, profile } = lived(told({ kind: "deletion" }, 7), told(viewed(), 9));
    expect(last).toEqual([]);
    expect(profile.behaviours).toEqual({});
    expect(lived(told({ kind: "deletion" }, 3), told(viewed(), 9)).last).toMatchObject([
      { field: "behaviour:viewed" },
      { field: "record" },
    ]);
  });

  it("is nothing of somebody who was erased, then and ever after", () => {
    const { notes, profile } = lived(
      told(worksAt("acme")),
      told({ kind: "erasure" }, 6),
      told(tier("Gold"), 9),
    );
    expect(notes.slice(1)).toEqual([[], []]);
    expect(profile).toMatchObject({
      erasedAt: 6,
      records: [],
      cells: {},
      past: {},
      behaviours: {},
      associations: [],
      duplicateOf: [],
    });
  });

  it("is nothing of a merge of records, which concerns several profiles", () => {
    const merge: Change["body"] = { kind: "merge", mergedRecordIds: ["2"] };
    expect(foldChange(image(), told(merge, 1))).toEqual({ profile: image(), history: [] });
  });

  it("keeps the records of one source apart, and those of others", () => {
    const at = (recordId: string, connectionId = "crm") =>
      told(tier("Gold"), 5, {
        connectionId,
        change: { object: "contact", recordId, at: 5, body: tier("Gold") },
      });
    const { profile } = lived(at("1"), at("2"), at("1", "prm"));
    expect(
      profile.records.map(({ connectionId, recordId }) => `${connectionId}:${recordId}`),
    ).toEqual(["crm:1", "crm:2", "prm:1"]);
  });

  it("has a key that tells its entries apart by record, instant and content", () => {
    const keyOf = (change: IncomingChange) => lived(change).last[0]?.key;
    const changes = [
      told(tier("Gold")),
      told(tier("Silver")),
      told(tier("Gold"), 6),
      told(tier("Gold"), 5, { connectionId: "prm" }),
      told({ kind: "deletion" }),
      told({ kind: "deletion" }, 6),
      told(viewed()),
      told(viewed({ a: 1 })),
    ];
    expect(new Set(changes.map(keyOf)).size).toBe(changes.length);
  });
});
