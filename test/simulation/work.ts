import { turbulent } from "./faults.ts";
import { isFailed, type Job, type Result } from "./jobs.ts";
import { liveBeside } from "./neighbour.ts";
import { endureOutage } from "./outage.ts";
import { endureRoughCrm } from "./rough-crm.ts";
import { type Command, scheduleOf } from "./schedule.ts";
import { shrunk } from "./shrink.ts";
import { type Outcome, simulate } from "./simulate.ts";
import { replaceGlobals } from "./virtual-globals.ts";

replaceGlobals();

/** Stories are full of errors, and nobody reads where most were made: that costs a sixth of the time. */
Error.stackTraceLimit = 0;

/** Lives a story, or finds the shortest one that fails as it does. */
export async function work(job: Job): Promise<Result> {
  const { kind, seed } = job;
  switch (kind) {
    case "run":
      return { kind, seed, outcome: await lived(seed, scheduleOf(seed, job.commands)) };
    case "rough":
      return { kind, seed, outcome: await endureRoughCrm(seed, job.seconds) };
    case "outage":
      return { kind, seed, outcome: await endureOutage(seed, job.sample) };
    case "neighbour":
      return { kind, seed, outcome: await liveBeside(seed, job.records) };
    case "shrink": {
      const commands = scheduleOf(seed, job.commands);
      const fails = async (fewer: readonly Command[]): Promise<boolean> =>
        isFailed(await lived(seed, fewer));
      return { kind, seed, commands: await shrunk(commands, fails) };
    }
  }
}

/** What breaks the story itself is a finding like any other; lived once more, it says where. */
async function lived(seed: number, commands: readonly Command[]): Promise<Outcome> {
  try {
    return await simulate(seed, commands, turbulent);
  } catch {
    Error.stackTraceLimit = 10;
    return await broken(seed, commands).finally(() => {
      Error.stackTraceLimit = 0;
    });
  }
}

async function broken(seed: number, commands: readonly Command[]): Promise<Outcome> {
  try {
    return await simulate(seed, commands, turbulent);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const nothing = { lost: [], phantom: [], commands: 0, virtualMs: 0, transitions: 0, calls: 0 };
    return { ...nothing, stale: [`the simulation broke: ${reason}`] };
  }
}
