import { ConnectionKind } from "../../shared/contracts/connection.ts";
import { ImportsQueueMessage } from "../../shared/contracts/import.ts";
import { SourceMessage } from "../../shared/contracts/journal.ts";
import { ProgramMessage } from "../../shared/contracts/program-message.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { ChangesQueueMessage, FanOutMessage } from "../../shared/contracts/related.ts";
import { BuildMessage } from "../../shared/contracts/segment.ts";
import { SweepMessage } from "../../shared/contracts/sweep.ts";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import { applyChanges } from "../../shared/flow/apply-changes.ts";
import { buildSegment } from "../../shared/flow/build-segment.ts";
import { enqueueDue } from "../../shared/flow/enqueue-due.ts";
import { keepAccess } from "../../shared/flow/keep-access.ts";
import { publishStream } from "../../shared/flow/publish-stream.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { readSource } from "../../shared/flow/read-source.ts";
import { DueMessage, reevaluateDueBatch } from "../../shared/flow/reevaluate-due.ts";
import { refreshRelated } from "../../shared/flow/refresh-related.ts";
import { retireOutlived } from "../../shared/flow/retire-outlived.ts";
import { runPrograms } from "../../shared/flow/run-programs.ts";
import { startDueSweeps } from "../../shared/flow/start-sweep.ts";
import { sweepDestination } from "../../shared/flow/sweep-destination.ts";
import { checkSource, watchSources } from "../../shared/flow/watch-sources.ts";
import { forEach } from "../../shared/runtime/for-each.ts";
import { type House, type HouseContext, type Lane } from "./house.ts";
import { mentions, type Tenant, tenants } from "./tenants.ts";

type Handler = (context: HouseContext, bodies: readonly unknown[]) => Promise<unknown>;

/** What the functions behind the queues do with a batch. */
const handlers: Readonly<Partial<Record<Lane, Handler>>> = {
  changes: (context, bodies) =>
    applyChanges(
      context,
      bodies.map((body) => ChangesQueueMessage.parse(body)),
    ),
  due: (context, bodies) =>
    reevaluateDueBatch(
      context,
      bodies.map((body) => DueMessage.parse(body)),
    ),
  builds: (context, bodies) =>
    forEach(bodies, (body) => buildSegment(context, BuildMessage.parse(body))),
  related: (context, bodies) =>
    forEach(bodies, (body) => refreshRelated(context, FanOutMessage.parse(body))),
  imports: (context, bodies) =>
    forEach(bodies, (body) => readSource(context, ImportsQueueMessage.parse(body))),
  sources: (context, bodies) =>
    forEach(bodies, (body) => checkSource(context, SourceMessage.parse(body))),
  sweeps: (context, bodies) =>
    forEach(bodies, (body) => sweepDestination(context, SweepMessage.parse(body))),
  programs: (context, bodies) =>
    runPrograms(
      context,
      bodies.map((body) => ProgramMessage.parse(body)),
    ),
};

function pusher(lane: Lane): Handler {
  const kind = ConnectionKind.parse(lane.replace("push ", ""));
  return (context, bodies) =>
    pushMemberships(
      context,
      kind,
      bodies.map((body) => PushMessage.parse(body)),
    );
}

const mostAtOnce = 10;

/** What a function was given: messages of a queue, or records of the stream. */
interface Worked {
  readonly lane: Lane | "stream";
  readonly pieces: number;
}

/** The next messages of the lane that waits longest, of whichever tenants they are. */
export async function work(house: House): Promise<Worked | undefined> {
  if (house.stream.length > 0) {
    const records = house.stream.splice(0, 50);
    await house.watch.during(ownerOf(records), "publishing", () =>
      publishStream(house.context, "shard", records),
    );
    return { lane: "stream", pieces: records.length };
  }
  const lane = house.messages[0]?.lane;
  if (lane === undefined) return undefined;
  const batch = house.messages.filter((message) => message.lane === lane).slice(0, mostAtOnce);
  for (const message of batch) house.messages.splice(house.messages.indexOf(message), 1);
  const bodies = batch.map(({ body }) => body);
  const handler = handlers[lane] ?? pusher(lane);
  await house.watch
    .during(ownerOf(bodies), lane, () => handler(house.context, bodies))
    // What cannot be done is parked: no leak.
    .catch(() => undefined);
  return { lane, pieces: bodies.length };
}

/** Whose they all are; undefined of a batch of both. */
function ownerOf(batch: unknown): Tenant | undefined {
  const owners = tenants.filter((tenant) => mentions(batch, tenant));
  return owners.length === 1 ? owners[0] : undefined;
}

/** What schedules start: they look after both. */
export async function tick(house: House): Promise<void> {
  const { context } = house;
  const schedules: readonly ((context: HouseContext) => Promise<unknown>)[] = [
    enqueueDue,
    retireOutlived,
    advancePrograms,
    startDueSweeps,
    watchSources,
    keepAccess,
  ];
  for (const schedule of schedules)
    await house.watch.during(undefined, schedule.name, () => schedule(context)).catch(() => 0);
}
