import { parseArgs } from "node:util";
import { Crew } from "./crew.ts";
import { isFailed, type Job } from "./jobs.ts";
import { explain, type Failure, type Sums, summary, total } from "./report.ts";

const { values: given } = parseArgs({
  options: {
    /** How many schedules, of how many commands each, and the seed of the first. */
    runs: { type: "string", default: "300" },
    commands: { type: "string", default: "300" },
    seed: { type: "string" },
    /** Instead: so many seconds of a CRM at its worst. */
    "rough-crm": { type: "string" },
    /** Instead: a CRM that is out for six hours, lived for one change in so many. */
    outage: { type: "string" },
    /** Instead: a tenant beside another one's import of so many records. */
    neighbour: { type: "string" },
    /** To see that a bug is found: plants it, and ends with the first schedule that finds it. */
    bug: { type: "string" },
  },
});

const runs = numberOf("runs", given.runs);
const commands = numberOf("commands", given.commands);
const seed = numberOf("seed", given.seed ?? String(Math.floor(Math.random() * 1e9)));

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new RangeError(`--${name} takes a whole number, not "${text}".`);
}

async function simulateAll(crew: Crew): Promise<void> {
  const failures: Failure[] = [];
  const sums: Sums = { runs: 0, commands: 0, virtualMs: 0, transitions: 0, calls: 0 };
  const began = performance.now();
  await crew.work(schedules(), (result) => {
    if (result.kind !== "run") return true;
    const { outcome } = result;
    sums.runs += 1;
    sums.commands += outcome.commands;
    sums.virtualMs += outcome.virtualMs;
    sums.transitions += outcome.transitions;
    sums.calls += outcome.calls;
    if (isFailed(outcome)) failures.push({ seed: result.seed, outcome });
    if (sums.runs % 500 === 0)
      console.log(`${sums.runs} of ${runs} schedules, ${failures.length} failed`);
    return given.bug === undefined || failures.length === 0;
  });
  failures.sort((one, other) => one.seed - other.seed);
  console.log(summary(sums, seed, (performance.now() - began) / 1_000));
  console.log(total(failures));
  const [first] = failures;
  if (first === undefined) return;
  process.exitCode = 1;
  await explain(crew, failures, first, given.bug === undefined ? commands : undefined);
}

function* schedules(): Generator<Job> {
  for (let run = 0; run < runs; run += 1) yield { kind: "run", seed: seed + run, commands };
}

/** Fails too where the CRM was told more often than memberships changed. */
async function endure(crew: Crew, seconds: number): Promise<void> {
  const job: Job = { kind: "rough", seed, seconds };
  await crew.work([job].values(), (result) => {
    if (result.kind !== "rough") return true;
    const { lost, phantom, stale, ...figures } = result.outcome;
    console.log(`seed ${seed}:`, figures);
    console.log(total([{ seed, outcome: result.outcome }]));
    for (const finding of [...lost, ...phantom, ...stale].slice(0, 20)) console.log(`  ${finding}`);
    const isToldTooOften = figures.pushed > figures.transitions;
    if (isToldTooOften) console.log("More was pushed than memberships changed.");
    if (isFailed(result.outcome) || isToldTooOften) process.exitCode = 1;
    return true;
  });
}

/** Fails too where it took longer than two hours, or the limit of the CRM was overrun. */
async function endureOutage(crew: Crew, sample: number): Promise<void> {
  const job: Job = { kind: "outage", seed, sample };
  await crew.work([job].values(), (result) => {
    if (result.kind !== "outage") return true;
    const { lost, phantom, stale, ...figures } = result.outcome;
    console.log(`seed ${seed}, one change in ${sample}:`, figures);
    console.log(total([{ seed, outcome: result.outcome }]));
    for (const finding of [...lost, ...phantom, ...stale].slice(0, 20)) console.log(`  ${finding}`);
    const isLate = figures.drainedAfterMs > 2 * 3_600_000;
    if (isFailed(result.outcome) || isLate || figures.limited + figures.parked > 0)
      process.exitCode = 1;
    return true;
  });
}

/** Fails where an import makes others wait more than twice as long, or anything is amiss in the end. */
async function liveBesideAnImport(crew: Crew, records: number): Promise<void> {
  const job: Job = { kind: "neighbour", seed, records };
  await crew.work([job].values(), (result) => {
    if (result.kind !== "neighbour") return true;
    const { outcome } = result;
    console.log(`seed ${seed}, beside an import of ${records} records:`, outcome);
    const times = outcome.meanwhile.p99ms / outcome.alone.p99ms;
    console.log(`p99 ${times.toFixed(2)} times alone`);
    if (times > 2 || outcome.wrong > 0) process.exitCode = 1;
    return true;
  });
}

const { outage, neighbour, "rough-crm": rough } = given;
const isOne = [outage, neighbour, rough].some((given) => given !== undefined);
const crew = new Crew({ bug: given.bug }, isOne ? 1 : Math.max(1, runs));
try {
  if (outage !== undefined) await endureOutage(crew, numberOf("outage", outage));
  else if (neighbour !== undefined)
    await liveBesideAnImport(crew, numberOf("neighbour", neighbour));
  else if (rough !== undefined) await endure(crew, numberOf("rough-crm", rough));
  else await simulateAll(crew);
} finally {
  await crew.dismiss();
}
