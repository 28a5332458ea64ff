import type { SegmentVersion } from "../../../shared/contracts/segment.ts";
import { compareVersions } from "../../../shared/flow/compare-versions.ts";
import { presentIndex } from "../../../shared/flow/membership-now.ts";
import { newProfile, type Profile } from "../../../shared/profiles/profile.ts";
import { profileIdOf } from "../../../shared/profiles/profile-id.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { batchPut } from "../../../shared/storage/batch-put.ts";
import { encodeProfile, profileItemKey } from "../../../shared/storage/profile-item.ts";
import { openTables } from "../../../shared/storage/tables.ts";
import { where } from "../../flow/messages.ts";
import { World } from "../../flow/world.ts";

/** How long it takes to say who a candidate would take in and leave out. */
export interface ComparisonFigures {
  readonly profiles: number;
  readonly members: number;
  readonly seconds: number;
  readonly exact: boolean;
  readonly enter: number;
  readonly leave: number;
}

const workspaceId = "comparison";
const cities = ["Oslo", "Bergen", "Paris", "Rome"];

/** Over the embedded database: every profile is a member of the live version. */
export async function measureComparison(profiles: number): Promise<ComparisonFigures> {
  const { database, world } = await World.start();
  const { context } = world(workspaceId);
  const tables = openTables({ profiles: "profiles", views: "views", registry: "registry" });
  for (let start = 0; start < profiles; start += 1_000) {
    const people = Array.from({ length: Math.min(1_000, profiles - start) }, (_, at) =>
      person(start + at),
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
  const snapshot = await presentIndex(context, workspaceId);
  const [live, candidate] = [
    version(1, where("tier", "=", "Gold")),
    version(2, {
      combinator: "and",
      rules: [
        { field: "tier", operator: "in", value: ["Gold", "Platinum"] },
        { field: "city", operator: "!=", value: "Rome" },
        { field: "score", operator: "<", value: 90 },
      ],
    }),
  ];
  const segment = { ...described, versions: [live, candidate] };
  const began = performance.now();
  const found = await compareVersions(context, snapshot, segment, candidate, live);
  const seconds = (performance.now() - began) / 1_000;
  await database.stop();
  const { exact, enter, leave, stay } = found;
  const members = stay.count + leave.count;
  return { profiles, members, seconds, exact, enter: enter.count, leave: leave.count };
}

const described = {
  workspaceId,
  id: "seg_comparison",
  name: "Gold",
  object: "contact" as const,
  owner: "bench",
  state: "live" as const,
  version: 1,
  createdAt: 0,
  revision: 1,
};

function version(number: number, rule: RuleGroup): SegmentVersion {
  return { version: number, rule, state: number === 1 ? "live" : "candidate", createdAt: 0 };
}

function person(at: number): Profile {
  const id = profileIdOf(workspaceId, "contact", "crm", `${at}`);
  const cell = (value: string | number) => ({ crm: { value, at: 1_760_000_000_000, rank: 1 } });
  return {
    ...newProfile({ workspaceId, object: "contact", id }, 0),
    revision: 1,
    records: [{ connectionId: "crm", recordId: `${at}`, seenAt: 1 }],
    cells: {
      tier: cell("Gold"),
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
