import type { SegmentVersion } from "../../../shared/contracts/segment.ts";
import { compareVersions } from "../../../shared/flow/compare-versions.ts";
import { presentIndex } from "../../../shared/flow/membership-now.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { where } from "../../flow/messages.ts";
import { World } from "../../flow/world.ts";
import { storePeople } from "../stored-people.ts";

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

/** Over the embedded database: every profile is a member of the live version. */
export async function measureComparison(profiles: number): Promise<ComparisonFigures> {
  const { database, world } = await World.start();
  const { context } = world(workspaceId);
  await storePeople(workspaceId, profiles, () => "Gold");
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
