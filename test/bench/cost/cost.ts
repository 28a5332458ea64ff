import { Connected } from "../../flow/connected-workspace.ts";
import { where } from "../../flow/messages.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { functionMemory } from "./function-memory.ts";
import { type BuildCost, type Growth, GrowthBench } from "./growth.ts";
import { Meter } from "./meter.ts";
import { MeteredCloud } from "./metered-cloud.ts";
import { MeteredFlow } from "./metered-flow.ts";
import { news, type Scenario, Scenarios, type Way } from "./scenarios.ts";

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

const kilobytes = [1, 4, 16];
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
      ...(await measureGrowth(new GrowthBench(open, meter), sizes)),
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
  for (const size of kilobytes)
    for (const way of ways) {
      const prefix = `of${size} ${way}`;
      await scenarios.fill(prefix, size * 1_024);
      const told = news({ note: "new" });
      plain.push(await scenarios.measure(`${size} KB, ${way}`, way, prefix, told));
      if (size === 1)
        others.push(await scenarios.measure(`the same once more, ${way}`, way, prefix, told));
    }
  const unpushed = open("unpushed");
  await unpushed.here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const quiet = await Scenarios.of(unpushed, meter);
  for (const way of ways) await quiet.fill(way, 1_024);
  for (const way of ways)
    others.push(await quiet.measure(`one turns, ${way}`, way, way, news({ tier: "Gold" })));
  for (const way of ways)
    others.push(
      await scenarios.measure(
        `one turns, pushed, ${way}`,
        way,
        `of1 ${way}`,
        news({ tier: "Gold" }),
      ),
    );
  return { plain, others };
}

async function measureGrowth(bench: GrowthBench, { profiles, segments, seed }: CostSizes) {
  const growth: Growth[] = [];
  const builds: BuildCost[] = [];
  for (const size of profiles) {
    const measured = await bench.profiles(size);
    growth.push(measured.growth);
    builds.push(measured.build);
  }
  for (const size of segments) growth.push(await bench.segments(size, seed));
  for (const size of [1, 10, 50]) growth.push(await bench.conditions(size));
  for (const size of [1, 4, 16]) growth.push(await bench.flips(size));
  for (const size of [1, 10, 30]) growth.push(await bench.tenants(size));
  for (const size of [1, 4, 16]) growth.push(await bench.shards(size));
  return { builds, growth };
}
