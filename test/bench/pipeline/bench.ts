import { join } from "node:path";
import { LocalMuster, type SourceConnection } from "../../../infra/local/replay/local-muster.ts";
import { synthesize } from "../../../infra/local/synthesis.ts";
import { type System, startSystem } from "../../../infra/local/system.ts";
import { PublicApi } from "../../public-api.ts";
import { followedRule, surroundingRules } from "./segments.ts";
import { firstChange, profiles, recordOf, Sender } from "./sender.ts";

/** The running system with its source, its segments and its profiles. */
export interface Bench {
  readonly system: System;
  readonly muster: LocalMuster;
  readonly api: PublicApi;
  readonly source: SourceConnection;
  /** Every change of tier between Gold and another flips it. */
  readonly followedSegment: string;
}

/** Starts the whole system on an empty folder and fills it; the caller stops it. */
export async function startBench(dataFolder: string): Promise<Bench> {
  const templateFolder = await synthesize(join(import.meta.dirname, "../../.."));
  const system = await startSystem({
    dataFolder,
    templateFolder,
    sample: false,
    onError: (error) => console.error(error),
  });
  try {
    return await furnish(system);
  } catch (error) {
    await system.stop();
    throw error;
  }
}

async function furnish(system: System): Promise<Bench> {
  const muster = new LocalMuster(system.url, system.token);
  const api = new PublicApi(system.url, system.token);
  const source = await muster.connect("Bench");
  const followedSegment = await api.createSegment("Gold", followedRule);
  const ids = [followedSegment];
  for (const [position, rule] of surroundingRules.entries())
    ids.push(await api.createSegment(`Population ${position}`, rule));
  await Promise.all(ids.map((id) => api.whenLive(id)));
  const records = Array.from({ length: profiles }, (_, each) => firstChange(recordOf(each), each));
  await new Sender(system.url, source).send(records);
  await muster.idle();
  return { system, muster, api, source, followedSegment };
}
