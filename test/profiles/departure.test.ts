import { describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { departedAt } from "../../shared/profiles/departure.ts";
import { foldChange, type IncomingChange } from "../../shared/profiles/fold-change.ts";
import { unite } from "../../shared/profiles/identity.ts";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";

function profile(id: string): Profile {
  return newProfile({ workspaceId: "w", object: "contact", id }, 0);
}

function told(connectionId: string, recordId: string, at: number, body: Change["body"]) {
  const change: Change = { object: "contact", recordId, at, body };
  return { connectionId, rank: 1, receivedAt: at, change } satisfies IncomingChange;
}

const tier = (at: number): IncomingChange =>
  told("crm", "1", at, { kind: "attributes", values: { tier: "Gold" } });
const deletion = told("crm", "2", 20, { kind: "deletion" });
const partner = told("prm", "p", 5, { kind: "attributes", values: { region: "EMEA" } });

function after(start: Profile, ...changes: readonly IncomingChange[]): Profile {
  return changes.reduce((folded, each) => foldChange(folded, each).profile, start);
}

/** Record 1, as the source merges it into record 2. */
function mergedAway(loser: Profile): Profile {
  return { ...loser, records: loser.records.map((each) => ({ ...each, mergedAway: true })) };
}

/** A partner system still has the person; the CRM merged its record 1 into 2, then deleted 2. */
describe("what a source said of a record that it merged into one it deleted", () => {
  it("counts no more when the merge is heard of after the deletion", () => {
    const winner = after(profile("a"), partner, deletion);
    const united = unite(winner, mergedAway(after(profile("b"), tier(10))), 30);
    expect(united.cells).toEqual({ region: { prm: expect.anything() } });
  });

  it("counts no more when it is heard of after both", () => {
    const winner = after(profile("a"), partner, deletion);
    const united = unite(winner, mergedAway(after(profile("b"), tier(10))), 30);
    expect(foldChange(united, tier(15)).profile.cells).toEqual(united.cells);
  });

  it("counts where the source has the record again, or said it since", () => {
    const again = told("crm", "2", 25, { kind: "attributes", values: { region: "APAC" } });
    const winner = after(profile("a"), deletion, again);
    const united = unite(winner, mergedAway(after(profile("b"), tier(10))), 30);
    expect(united.cells).toEqual({ region: { crm: expect.objectContaining({ value: "APAC" }) } });
    const late = foldChange(united, tier(22)).profile;
    expect(late.cells["tier"]?.["crm"]?.value).toBe("Gold");
  });
});

describe("a source's words of a person", () => {
  const record = (recordId: string, deletedAt?: number) => ({
    connectionId: "crm",
    recordId,
    seenAt: 1,
    ...(deletedAt === undefined ? {} : { deletedAt }),
  });

  it("count no more up to the last deletion, once it has no record of them", () => {
    expect(departedAt({ records: [record("1", 20), record("2", 30)] }, "crm")).toBe(30);
    expect(departedAt({ records: [record("1", 20), record("2")] }, "crm")).toBeUndefined();
  });

  it("are not gone where it never had any, or others deleted theirs", () => {
    expect(departedAt({ records: [record("1", 20)] }, "prm")).toBeUndefined();
    expect(departedAt({ records: [] }, "crm")).toBeUndefined();
  });

  it("go with the records that it merged away, which count as none", () => {
    const records = [record("1", 20), { ...record("2"), mergedAway: true }];
    expect(departedAt({ records }, "crm")).toBe(20);
  });
});
