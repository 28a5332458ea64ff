/** Entry of `npm run bench [-- --json] [--engine | --pipeline] [--huge] [--seed N]`. */
import { parseArgs } from "node:util";
import { type EngineFigures, measureEngine } from "./engine/engine.ts";
import { measurePipeline, type PipelineFigures } from "./pipeline/pipeline.ts";
import { measureRequests, type RequestFigures } from "./pipeline/requests.ts";
import { figure, table } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    engine: { type: "boolean", default: false },
    pipeline: { type: "boolean", default: false },
    /** Also 100,000 segments: minutes more. */
    huge: { type: "boolean", default: false },
    seed: { type: "string", default: "20261122" },
  },
});

function say(text: string): void {
  if (!flags.json) console.log(text);
}

function sayEngine(rows: readonly EngineFigures[]): void {
  const header = [
    "segments",
    "contender",
    "events/s",
    "ratio",
    "p50 µs",
    "p99 µs",
    "touched",
    "changed",
  ];
  const cells = rows.map((row) => [
    figure(row.segments),
    row.contender,
    figure(row.eventsPerSecond),
    figure(row.ratio),
    figure(row.p50us),
    figure(row.p99us),
    figure(row.touched),
    figure(row.changed),
  ]);
  say(`${table(header, cells)}\n`);
}

type Pipeline = PipelineFigures & { readonly databaseRequestsPerChange: RequestFigures };

function sayPipeline(figures: Pipeline): void {
  const { changesPerSecond, throughput, webhookAnswerInBurst: burst } = figures;
  const rate = `${figure(changesPerSecond.sent)} changes/s`;
  const row = (what: string, each: { p50ms: number; p99ms: number; maxms: number }): string[] => [
    what,
    figure(each.p50ms),
    figure(each.p99ms),
    figure(each.maxms),
  ];
  const rows = [
    row(`change → membership readable, at ${rate}`, figures.changeToMembership),
    row(`webhook answered, at ${rate}`, figures.webhookAnswer),
    row(`webhook answered, ${burst.atOnce} at once`, burst),
  ];
  say(`${table(["", "p50 ms", "p99 ms", "max ms"], rows)}\n`);
  const { changes, seconds } = throughput;
  say(
    `  ${figure(changes)} changes in webhooks of 100: ${figure(seconds)} s until idle, ` +
      `${figure(throughput.changesPerSecond)} changes/s`,
  );
  const { whereNothingFlips, whereMembershipsFlip } = figures.databaseRequestsPerChange;
  say(
    `  DynamoDB requests of a change that comes alone, webhook to event: ` +
      `${figure(whereNothingFlips)} where nothing flips, ${figure(whereMembershipsFlip)} where memberships do\n`,
  );
}

const both = flags.engine === flags.pipeline;
const result: { engine: EngineFigures[]; pipeline: Pipeline | null } = {
  engine: [],
  pipeline: null,
};

if (both || flags.engine) {
  const seed = Number(flags.seed);
  say(`\nEngine: one thread, memberships stored, ratio to field-index; seed ${seed}\n`);
  result.engine = measureEngine(seed, [100, 1_000, 10_000, ...(flags.huge ? [100_000] : [])]);
  sayEngine(result.engine);
}
if (both || flags.pipeline) {
  say("Pipeline: the whole system on this machine, measured through its HTTP address\n");
  result.pipeline = {
    ...(await measurePipeline()),
    databaseRequestsPerChange: await measureRequests(),
  };
  sayPipeline(result.pipeline);
}
if (flags.json) console.log(JSON.stringify(result));
