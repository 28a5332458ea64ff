import { createSegment } from "../../../shared/flow/define-segment.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { where } from "../../flow/messages.ts";
import { Random } from "../../segmentation/random.ts";
import { storeIndex } from "../cold/stored-index.ts";
import { makeWorkload, workloadKinds } from "../engine/workload.ts";
import { storePeople } from "../stored-people.ts";
import type { Meter } from "./meter.ts";
import type { MeteredFlow } from "./metered-flow.ts";
import { type Scenario, Scenarios } from "./scenarios.ts";
import { plus, sharedBy, type Usage } from "./usage.ts";

/** A change that turns one membership beside so many of something. */
export interface Growth {
  readonly of: string;
  readonly size: number;
  readonly usage: Usage;
}

/** What a build over so many profiles costs, a tenth of whom become members. */
export interface BuildCost {
  readonly profiles: number;
  readonly members: number;
  readonly perProfile: Usage;
  readonly perMember: Usage;
}

type Open = (workspaceId: string) => MeteredFlow;

const gold = where("tier", "=", "Gold");

export class GrowthBench {
  readonly #open: Open;
  readonly #meter: Meter;
  readonly #seed: number;

  constructor(open: Open, meter: Meter, seed: number) {
    this.#open = open;
    this.#meter = meter;
    this.#seed = seed;
  }

  /** With the profiles that are there and the members of the segment, a tenth of them. */
  async profiles(size: number, besides: number): Promise<{ growth: Growth; build: BuildCost }> {
    const flow = this.#open(`profiles-${size}`);
    await this.#storeSegments(flow, besides);
    const members = size / 10;
    await storePeople(flow.here.workspaceId, size, (at) => (at % 10 === 0 ? "Gold" : "Tin"));
    // They were there before: nobody is told of them.
    while ((await flow.here.take()).length > 0);
    await define(flow, gold);
    this.#meter.take();
    await flow.build();
    const walk = this.#meter.take().usage;
    await flow.settle();
    const telling = this.#meter.take().usage;
    const build = {
      profiles: size,
      members,
      perProfile: sharedBy(plus(walk, telling), size),
      perMember: sharedBy(plus(walk, telling), members),
    };
    const { usage } = await this.#flip(flow);
    const of = `profiles, a tenth of them members, beside ${besides} segments`;
    return { growth: { of, size, usage }, build };
  }

  /** With the segments of the workspace, none of which the change concerns but one. */
  async segments(size: number): Promise<Growth> {
    const flow = this.#open(`segments-${size}`);
    await this.#storeSegments(flow, size);
    await live(flow, gold);
    return { of: "segments", size, usage: (await this.#flip(flow)).usage };
  }

  async conditions(size: number): Promise<Growth> {
    const flow = this.#open(`conditions-${size}`);
    const others = Array.from({ length: size - 1 }, (_, at) => ({
      field: `never${at}`,
      operator: "null",
    }));
    await live(flow, { combinator: "and", rules: [...gold.rules, ...others] });
    return { of: "conditions of the rule", size, usage: (await this.#flip(flow)).usage };
  }

  /** With the segments that one change turns. */
  async flips(size: number): Promise<Growth> {
    const flow = this.#open(`flips-${size}`);
    for (let at = 0; at < size; at += 1) await live(flow, gold, `Gold ${at}`);
    return { of: "memberships turned at once", size, usage: (await this.#flip(flow)).usage };
  }

  /** With the shards of the stream, each of which is read, and counted, by itself. */
  async shards(size: number): Promise<Growth> {
    const flow = this.#open(`shards-${size}`);
    flow.shards = size;
    await live(flow, gold);
    // Before: so many that each shard remembers what it numbered.
    const scenarios = await Scenarios.of(flow, this.#meter);
    for (let round = 0; round < size * 3; round += 1)
      await scenarios.measure("", "webhooks of 100", "some", tier(scenarios, round));
    const { usage } = await scenarios.measure(
      "",
      "webhooks of 100",
      "some",
      tier(scenarios, size * 3),
    );
    return { of: "shards of the stream", size, usage };
  }

  /** With workspaces whose changes come at the same time. */
  async tenants(size: number): Promise<Growth> {
    const all: Scenarios[] = [];
    for (let at = 0; at < size; at += 1) {
      const flow = this.#open(`tenant-${at}-of-${size}`);
      await live(flow, gold);
      const scenarios = await Scenarios.of(flow, this.#meter);
      await scenarios.fill("some", { least: 0, most: 0 });
      all.push(scenarios);
    }
    const usages: Usage[] = [];
    for (const scenarios of all)
      usages.push(
        (await scenarios.measure("", "webhooks of 100", "some", tier(scenarios, 0))).usage,
      );
    const sum = usages.reduce((one, other) => plus(one, other));
    return { of: "tenants", size, usage: sharedBy(sum, size) };
  }

  async #storeSegments({ here }: MeteredFlow, segments: number): Promise<void> {
    const [kind] = workloadKinds;
    const sizes = { segments, events: 0, records: 1 };
    await storeIndex(makeWorkload(kind, new Random(this.#seed), sizes), here.workspaceId);
  }

  async #flip(flow: MeteredFlow): Promise<Scenario> {
    const scenarios = await Scenarios.of(flow, this.#meter);
    await scenarios.fill("some", { least: 0, most: 0 });
    return scenarios.measure("", "webhooks of 100", "some", tier(scenarios, 0));
  }
}

const tier = (scenarios: Scenarios, round: number) =>
  scenarios.news({ tier: round % 2 === 0 ? "Gold" : "Silver" });

function define({ here }: MeteredFlow, rule: RuleGroup, name = "Gold") {
  const { workspaceId } = here;
  const owner = "ann@acme.test";
  return createSegment(here.context, { workspaceId, name, object: "contact", owner, rule });
}

async function live(flow: MeteredFlow, rule: RuleGroup, name?: string): Promise<void> {
  await define(flow, rule, name);
  await flow.build();
  await flow.settle();
}
