import { newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { batchPut } from "../../shared/storage/batch-put.ts";
import { encodeProfile, profileItemKey } from "../../shared/storage/profile-item.ts";
import { openTables } from "../../shared/storage/tables.ts";
import { tableNames } from "../test-database.ts";

const cities = ["Oslo", "Bergen", "Paris", "Rome"];
const pageSize = 1_000;

/** Stores people as if they had been there for long: nobody is told. `tierOf` by their number. */
export async function storePeople(
  workspaceId: string,
  count: number,
  tierOf: (at: number) => string,
): Promise<void> {
  const tables = openTables(tableNames);
  for (let start = 0; start < count; start += pageSize) {
    const people = Array.from({ length: Math.min(pageSize, count - start) }, (_, at) =>
      person(workspaceId, start + at, tierOf(start + at)),
    );
    await batchPut(
      tables,
      tables.profiles,
      people.map((each) => ({
        ...encodeProfile(each, { at: 0, history: [], flips: [] }),
        ...profileItemKey(each),
      })),
    );
  }
}

function person(workspaceId: string, at: number, tier: string): Profile {
  const id = profileIdOf(workspaceId, "contact", "crm", `${at}`);
  const cell = (value: string | number) => ({ crm: { value, at: 1_760_000_000_000, rank: 1 } });
  return {
    ...newProfile({ workspaceId, object: "contact", id }, 0),
    revision: 1,
    records: [{ connectionId: "crm", recordId: `${at}`, seenAt: 1 }],
    cells: {
      tier: cell(tier),
      city: cell(cities[at % cities.length] ?? ""),
      score: cell(at % 100),
      email: cell(`p${at}@acme.test`),
      firstname: cell(`Ann ${at}`),
      country: cell("NO"),
      phase: cell("Onboarding"),
      seats: cell(at),
      certifiedAt: cell("2026-11-01"),
    },
  };
}
