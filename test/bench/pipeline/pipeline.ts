import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { quantile, readable } from "../quantile.ts";
import { type Bench, startBench } from "./bench.ts";
import { Follower } from "./follower.ts";
import { surroundingRules } from "./segments.ts";
import { profiles, recordOf, Sender, tierChange } from "./sender.ts";

interface Spread {
  readonly p50ms: number;
  readonly p99ms: number;
  readonly maxms: number;
}

export interface PipelineFigures {
  readonly segments: number;
  readonly profiles: number;
  /** Asked for, and what the clock says was sent. */
  readonly changesPerSecond: { readonly wanted: number; readonly sent: number };
  /** From the sending of a webhook to the transition's being read through the API. */
  readonly changeToMembership: Spread & { readonly changes: number };
  readonly webhookAnswer: Spread;
  readonly webhookAnswerInBurst: Spread & { readonly atOnce: number };
  /** Webhooks of 100 changes, from the first sent to `/local/idle`. */
  readonly throughput: {
    readonly changes: number;
    readonly seconds: number;
    readonly changesPerSecond: number;
  };
}

const wantedRate = 50;
const loadSeconds = 30;
const atOnce = 200;
const throughputChanges = 5_000;
const changesPerWebhook = 100;
const webhooksAtOnce = 4;
const givenUpAfterMs = 20_000;

/** Starts the whole system on an empty folder and measures it from outside. */
export async function measurePipeline(): Promise<PipelineFigures> {
  const folder = mkdtempSync(join(tmpdir(), "muster-bench-"));
  const bench = await startBench(folder);
  try {
    const load = await underLoad(bench);
    return {
      segments: surroundingRules.length + 1,
      profiles,
      ...load,
      webhookAnswerInBurst: await inBurst(bench),
      throughput: await throughput(bench),
    };
  } finally {
    await bench.system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** 50 changes a second, each a webhook of its own that turns one membership. */
async function underLoad({ system, muster, api, source, followedSegment }: Bench) {
  const profileIds = new Map<string, string>();
  for (let each = 0; each < profiles; each += 1)
    profileIds.set(recordOf(each), await api.profileOf(source.id, recordOf(each)));
  const sender = new Sender(system.url, source);
  const follower = new Follower(api, followedSegment);
  const changes = wantedRate * loadSeconds;
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  let sent = 0;
  const following = follower.follow(
    () => sent === changes,
    startedAt + loadSeconds * 1_000 + givenUpAfterMs,
  );
  for (; sent < changes; sent += 1) {
    await pause(Math.max(0, startedAt + (sent * 1_000) / wantedRate - performance.now()));
    const isGold = Math.floor(sent / profiles) % 2 === 0;
    const record = recordOf(sent);
    follower.expect(profileIds.get(record) ?? "", isGold ? "entered" : "exited");
    answers.push(sender.send([tierChange(record, isGold ? "Gold" : "Silver")]));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await Promise.all([...answers, following]);
  await muster.idle();
  return {
    changesPerSecond: { wanted: wantedRate, sent: readable(changes / seconds) },
    changeToMembership: { ...spreadOf(follower.latencies), changes: follower.latencies.length },
    webhookAnswer: spreadOf(sender.answerTimes),
  };
}

async function inBurst({ system, muster, source }: Bench) {
  const sender = new Sender(system.url, source);
  await Promise.all(
    Array.from({ length: atOnce }, (_, each) =>
      sender.send([tierChange(recordOf(each), "Bronze")]),
    ),
  );
  await muster.idle();
  return { ...spreadOf(sender.answerTimes), atOnce };
}

async function throughput({ system, muster, source }: Bench) {
  const sender = new Sender(system.url, source);
  const startedAt = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < throughputChanges) {
      const from = next;
      next += changesPerWebhook;
      const tier = Math.floor(from / profiles) % 2 === 0 ? "Gold" : "Silver";
      const changes = Array.from({ length: changesPerWebhook }, (_, each) =>
        tierChange(recordOf(from + each), tier),
      );
      await sender.send(changes);
    }
  };
  await Promise.all(Array.from({ length: webhooksAtOnce }, lane));
  await muster.idle();
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    changes: throughputChanges,
    seconds: readable(seconds),
    changesPerSecond: readable(throughputChanges / seconds),
  };
}

function spreadOf(milliseconds: readonly number[]): Spread {
  return {
    p50ms: readable(quantile(milliseconds, 0.5)),
    p99ms: readable(quantile(milliseconds, 0.99)),
    maxms: readable(quantile(milliseconds, 1)),
  };
}
