/** Entry of `npm run bench [-- --json] [--engine | --pipeline | --grants | --import | --comparison | --cold | --cost] [--companies N] [--huge] [--seed N]`. */
import { parseArgs } from "node:util";
import { type ColdFigures, measureColdIndex } from "./cold/cold-index.ts";
import { type LoadFigures, measureLoads } from "./cold/function-loads.ts";
import { type ComparisonFigures, measureComparison } from "./comparison/comparison.ts";
import { type CostFigures, measureCost } from "./cost/cost.ts";
import { sayCost } from "./cost/say-cost.ts";
import { type BulkFigures, measureBulk } from "./engine/bulk.ts";
import { type EngineFigures, measureEngine } from "./engine/engine.ts";
import { type IndexFigures, measureIndex } from "./engine/index-figures.ts";
import { type GrantFigures, measureGrants } from "./grants/grants.ts";
import { type ImportFigures, measureImport } from "./import/import.ts";
import { measurePipeline, type PipelineFigures } from "./pipeline/pipeline.ts";
import { measureRequests, type RequestFigures } from "./pipeline/requests.ts";
import { figure, table } from "./table.ts";

const { values: flags } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    engine: { type: "boolean", default: false },
    pipeline: { type: "boolean", default: false },
    /** A portal of 52,000 records: minutes, so only where it is asked for. */
    import: { type: "boolean", default: false },
    /** A candidate compared over 100,000 members: minutes to store them. */
    comparison: { type: "boolean", default: false },
    /** What somebody may see and do, decided at 100 programs. */
    grants: { type: "boolean", default: false },
    /** Loading each function's module in a process of its own. */
    cold: { type: "boolean", default: false },
    /** What a change, a build and a member cost at AWS's list prices: minutes. */
    cost: { type: "boolean", default: false },
    /** Most profiles of `--cost`. */
    profiles: { type: "string", default: "10000" },
    /** Of that portal, with 25 contacts each. */
    companies: { type: "string", default: "2000" },
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
    "",
    "segments",
    "events/s",
    "ratio",
    "to flat",
    "p50 µs",
    "p99 µs",
    "touched",
    "flipped",
    "changed",
    "events",
  ];
  for (const [workload, ofWorkload] of Map.groupBy(rows, (row) => row.workload)) {
    const cells = ofWorkload.map((row) => [
      row.contender,
      figure(row.segments),
      figure(row.eventsPerSecond),
      figure(row.ratio),
      figure(row.ratioToFlat),
      figure(row.p50us),
      figure(row.p99us),
      figure(row.touched),
      figure(row.flipped),
      figure(row.changed),
      figure(row.events),
    ]);
    say(`  ${workload}\n${table(header, cells)}\n`);
  }
}

function sayIndex(all: readonly IndexFigures[], bulk: BulkFigures): void {
  for (const figures of all) {
    const { segments, buildMs, megabytes, addMeanUs, addWorstUs, dues } = figures;
    say(
      `  ${figure(segments)} segments: built in ${figure(buildMs)} ms, ${figure(megabytes)} MB; ` +
        `one more in ${figure(addMeanUs)} µs, at worst ${figure(addWorstUs)} µs`,
    );
    say(
      `    next due: ${figure(dues.perSecond)} a second, ` +
        `${figure(dues.earlyShare * 100)} % of them early`,
    );
  }
  say(
    `  one segment over ${figure(bulk.records)} records: ${figure(bulk.columnarPerSecond)} a second ` +
      `in columns, ${figure(bulk.storedItemsPerSecond)} from stored items, ` +
      `${figure(bulk.readItemsPerSecond)} from items already read\n`,
  );
}

function sayCold({ segments, indexBytes, ...of }: ColdFigures): void {
  say(
    `  stored index of ${figure(segments)} segments, ${figure(indexBytes)} bytes: a function that has ` +
      `just started\n  reads ${figure(of.p50bytes)} bytes for the median attribute and decides after ` +
      `${figure(of.p50ms)} ms,\n  ${figure(of.mostBytes)} bytes and ${figure(of.mostMs)} ms for the most ` +
      `popular; the next change takes ${figure(of.warmP50ms)} ms\n`,
  );
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

function sayGrants({ programs, decisions, own, flags: asFlags, inherited }: GrantFigures): void {
  const row = (what: string, { p50ms, p99ms }: GrantFigures["own"]): string[] => [
    what,
    figure(p50ms),
    figure(p99ms),
  ];
  const rows = [
    row("grants by their own segments", own),
    row("the same as flags, by e-mail", asFlags),
    row("by their company's segments too", inherited),
  ];
  say(`${table(["", "p50 ms", "p99 ms"], rows)}\n`);
  say(`  ${figure(programs)} programs, ${figure(decisions)} decisions each, one at a time\n`);
}

function sayComparison(figures: ComparisonFigures): void {
  const { profiles, members, seconds, exact, enter, leave } = figures;
  say(
    `  ${figure(members)} members among ${figure(profiles)} profiles: ${figure(seconds)} s, ` +
      `${exact ? "exactly" : "about"} ${figure(enter)} enter and ${figure(leave)} leave\n`,
  );
}

function sayImport(figures: ImportFigures): void {
  const { seconds, recordsPerSecond, requests, lists, neighbour } = figures;
  const { alone, meanwhile } = neighbour;
  const row = (what: string, value: number): string[] => [what, figure(value)];
  const rows = [
    row("seconds until every record was read", seconds.read),
    row("seconds until every list was filled", seconds.settled),
    row("records a second, read", recordsPerSecond.read),
    row("records a second, until every list was filled", recordsPerSecond.settled),
    row("requests for 1,000 records", figures.requestsPerThousandRecords),
    row("requests in all", requests.taken),
    row("requests answered 429", requests.refused),
    row("ms from a neighbour's change to its membership, alone, p50", alone.p50ms),
    row("ms from a neighbour's change to its membership, alone, p99", alone.p99ms),
    row("the same meanwhile, p50", meanwhile.p50ms),
    row("the same meanwhile, p99", meanwhile.p99ms),
  ];
  say(`${table(["", ""], rows)}\n`);
  say(`  ${lists.equal} of ${lists.of} lists hold exactly whom the portal itself would select\n`);
}

function sayLoads(all: readonly LoadFigures[]): void {
  const header = ["", "KB", "p50 ms", "max ms", "p50 ms of processor", "max ms of processor"];
  const rows = all.map(({ functionName, kilobytes, p50ms, maxms, p50cpuMs, maxCpuMs }) => [
    functionName,
    figure(kilobytes),
    figure(p50ms),
    figure(maxms),
    figure(p50cpuMs),
    figure(maxCpuMs),
  ]);
  say(`${table(header, rows)}\n`);
}

const both =
  !flags.import &&
  !flags.comparison &&
  !flags.grants &&
  !flags.cold &&
  !flags.cost &&
  flags.engine === flags.pipeline;
const result: {
  engine: EngineFigures[];
  index: IndexFigures[];
  cold: ColdFigures | null;
  bulk: BulkFigures | null;
  pipeline: Pipeline | null;
  grants: GrantFigures | null;
  import: ImportFigures | null;
  comparison: ComparisonFigures | null;
  loads: LoadFigures[];
  cost: CostFigures | null;
} = {
  engine: [],
  index: [],
  cold: null,
  bulk: null,
  pipeline: null,
  grants: null,
  import: null,
  comparison: null,
  loads: [],
  cost: null,
};

if (both || flags.engine) {
  const seed = Number(flags.seed);
  const sizes = [100, 1_000, 10_000, ...(flags.huge ? [100_000] : [])];
  say(
    `\nEngine: one thread, records not seen before; seed ${seed}. The field indexes and other\n` +
      "engines are told the memberships before the change; ratio is to field-index.\n",
  );
  result.engine = await measureEngine(seed, sizes);
  sayEngine(result.engine);
  for (const segments of sizes.slice(2)) result.index.push(measureIndex(seed, segments));
  result.cold = await measureColdIndex(seed, 10_000);
  result.bulk = measureBulk(seed);
  sayIndex(result.index, result.bulk);
  sayCold(result.cold);
}
if (both || flags.pipeline) {
  say("Pipeline: the whole system on this machine, measured through its HTTP address\n");
  result.pipeline = {
    ...(await measurePipeline()),
    databaseRequestsPerChange: await measureRequests(),
  };
  sayPipeline(result.pipeline);
}
if (both || flags.grants) {
  say("Grants: what somebody may see and do, request to answer, over the embedded database\n");
  result.grants = await measureGrants();
  sayGrants(result.grants);
}
if (flags.import) {
  const portal = { companies: Number(flags.companies), contactsEach: 25 };
  const contacts = figure(portal.companies * portal.contactsEach);
  say(
    `Import: ${contacts} contacts and ${figure(portal.companies)} companies, until lists are filled\n`,
  );
  result.import = await measureImport(portal);
  sayImport(result.import);
  const { requests, lists } = result.import;
  if (requests.refused > 0 || lists.equal < lists.of) process.exitCode = 1;
}
if (flags.comparison) {
  say("Comparison: whom a candidate would take in and leave out, over the embedded database\n");
  result.comparison = await measureComparison(100_000);
  sayComparison(result.comparison);
}
if (flags.cold) {
  say("Cold starts: each function's module loaded in five fresh processes\n");
  result.loads = await measureLoads();
  sayLoads(result.loads);
}
if (flags.cost) {
  say(
    "Cost: each request counted in the SDK's clients; Lambda's milliseconds are this machine's\n",
  );
  const most = Number(flags.profiles);
  const profiles = [1_000, 10_000, 100_000, 1_000_000].filter((size) => size <= most);
  const segments = [10, 100, 1_000, 10_000];
  result.cost = await measureCost({ seed: Number(flags.seed), profiles, segments });
  say(sayCost(result.cost));
}
if (flags.json) console.log(JSON.stringify(result));
