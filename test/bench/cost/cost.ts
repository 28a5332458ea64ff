import { Connected } from "../../flow/connected-workspace.ts";
import { where } from "../../flow/messages.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { functionMemory } from "./function-memory.ts";
import { type BuildCost, type Growth, GrowthBench } from "./growth.ts";
import { Meter } from "./meter.ts";
import { MeteredCloud } from "./metered-cloud.ts";
import { MeteredFlow } from "./metered-flow.ts";
import { type Bytes, type Scenario, Scenarios, type Way } from "./scenarios.ts";

export interface CostFigures {
  /** A change where nothing flips, by the bytes of the profile's item. */
  readonly plain: readonly Scenario[];
  /** A change that turns one membership with one destination, or none, or that came before. */
  readonly others: readonly Scenario[];
  readonly builds: readonly BuildCost[];
  readonly growth: readonly Growth[];
  /** Conditional writes that lost: what they cost is not told. */
  readonly refused: number;
}

export interface CostSizes {
  readonly seed: number;
  /** Profiles in the store, from small to large. */
  readonly profiles: readonly number[];
  readonly segments: readonly number[];
}

/** A size is spread over the last kilobyte it begins; nothing is less than about 600 bytes. */
const profileSizes: readonly { readonly name: string; readonly bytes: Bytes }[] = [
  { name: "up to 1 KB", bytes: { least: 600, most: 1_024 } },
  { name: "1 KB to the brim", bytes: full(1) },
  { name: "3 to 4 KB", bytes: { least: 3_072, most: 4_096 } },
  { name: "15 to 16 KB", bytes: { least: 15_360, most: 16_384 } },
];
const ways: readonly Way[] = ["alone", "webhooks of 1", "webhooks of 100"];

/** Over the embedded database, the local queues and the local bus: each request is counted as it is made. */
export async function measureCost(sizes: CostSizes): Promise<CostFigures> {
  const memoryOf = await functionMemory();
  const meter = new Meter();
  const cloud = await MeteredCloud.start(meter);
  const open = (workspaceId: string) => new MeteredFlow(cloud, meter, memoryOf, workspaceId);
  try {
    const situations = await measureSituations(open, meter);
    return {
      ...situations,
      ...(await measureGrowth(new GrowthBench(open, meter, sizes.seed), sizes)),
      refused: meter.refused,
    };
  } finally {
    await cloud.stop();
  }
}

async function measureSituations(open: (workspaceId: string) => MeteredFlow, meter: Meter) {
  await using sandbox = await runSandbox({});
  const pushed = open("pushed");
  await Connected.of(pushed.here, sandbox.url);
  const scenarios = await Scenarios.of(pushed, meter);
  const plain: Scenario[] = [];
  const others: Scenario[] = [];
  for (const { name, bytes } of profileSizes)
    for (const way of ways) {
      const prefix = `${name} ${way}`;
      await scenarios.fill(prefix, bytes);
      plain.push(await scenarios.measurePlain(`${name}, ${way}`, way, prefix));
    }
  for (const way of ways) {
    await scenarios.fill(way, full(1));
    const told = scenarios.news({ note: "new" });
    await scenarios.measure("", way, way, told);
    others.push(await scenarios.measure(`the same once more, ${way}`, way, way, told));
  }
  const unpushed = open("unpushed");
  await unpushed.here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const quiet = await Scenarios.of(unpushed, meter);
  for (const way of ways) await quiet.fill(way, full(1));
  for (const way of ways)
    others.push(await quiet.measure(`one turns, ${way}`, way, way, quiet.news({ tier: "Gold" })));
  for (const way of ways)
    others.push(
      await scenarios.measure(
        `one turns, pushed, ${way}`,
        way,
        way,
        scenarios.news({ tier: "Gold" }),
      ),
    );
  return { plain, others };
}

async function measureGrowth(bench: GrowthBench, { profiles, segments }: CostSizes) {
  const growth: Growth[] = [];
  const builds: BuildCost[] = [];
  for (const size of profiles) {
    const measured = await bench.profiles(size, Math.max(...segments));
    growth.push(measured.growth);
    builds.push(measured.build);
  }
  for (const size of segments) growth.push(await bench.segments(size));
  for (const size of [1, 10, 50]) growth.push(await bench.conditions(size));
  for (const size of [1, 4, 16]) growth.push(await bench.flips(size));
  for (const size of [1, 10, 30]) growth.push(await bench.tenants(size));
  for (const size of [1, 4, 16]) growth.push(await bench.shards(size));
  return { builds, growth };
}

/** Hardly any room is left in the last kilobyte. */
function full(kilobytes: number): Bytes {
  const bytes = kilobytes * 1_024 * 0.97;
  return { least: bytes, most: bytes };
}
