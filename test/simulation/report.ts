import type { Findings } from "./check-world.ts";
import type { Crew } from "./crew.ts";
import type { Job } from "./jobs.ts";
import type { Command } from "./schedule.ts";

export interface Failure {
  readonly seed: number;
  readonly outcome: Findings;
}

/** Over all schedules. */
export interface Sums {
  runs: number;
  commands: number;
  virtualMs: number;
  transitions: number;
  calls: number;
}

const shownFindings = 8;
const shownCommands = 40;

export function summary(sums: Sums, seed: number, seconds: number): string {
  const hours = (sums.virtualMs / 3_600_000).toFixed(0);
  return [
    `${count(sums.runs, "schedule")} from seed ${seed}, ${count(sums.commands, "command")}`,
    `${hours} virtual hours, ${count(sums.transitions, "transition")}`,
    `${count(sums.calls, "call")} of the CRM, ${seconds.toFixed(0)} s`,
  ].join("; ");
}

/** The line that says how it went. */
export function total(failures: readonly Failure[]): string {
  const of = (kind: keyof Findings): number =>
    failures.reduce((sum, { outcome }) => sum + outcome[kind].length, 0);
  return `lost ${of("lost")} · phantom ${of("phantom")} · stale ${of("stale")}`;
}

/** Which seeds failed, and of the first what it found; given its commands, also those that suffice. */
export async function explain(
  crew: Crew,
  failures: readonly Failure[],
  first: Failure,
  commands: number | undefined,
): Promise<void> {
  const { lost, phantom, stale } = first.outcome;
  console.log(`failing seeds: ${failures.map((each) => each.seed).join(", ")}`);
  console.log(`seed ${first.seed}:`);
  for (const each of [...lost, ...phantom, ...stale].slice(0, shownFindings))
    console.log(`  ${each}`);
  console.log(`npm run simulate -- --runs 1 --seed ${first.seed} replays it.`);
  if (commands === undefined) return;
  const job: Job = { kind: "shrink", seed: first.seed, commands };
  await crew.work([job].values(), (result) => {
    if (result.kind === "shrink") showSchedule(result.commands, commands);
    return true;
  });
}

function showSchedule(left: readonly Command[], all: number): void {
  console.log(`${left.length} of its ${all} commands suffice:`);
  for (const { kind, afterMs, choices } of left.slice(0, shownCommands))
    console.log(`  after ${afterMs} ms: ${kind} ${choices.join(" ")}`);
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en")} ${what}${number === 1 ? "" : "s"}`;
}
