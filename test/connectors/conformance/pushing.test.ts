import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../../infra/local/sandbox/sandbox.ts";
import type { PushOutcome, PushRecord } from "../../../shared/connectors/connector.ts";
import { targetOf } from "../../../shared/connectors/registry.ts";
import type { Connection } from "../../../shared/contracts/connection.ts";
import {
  type Destination,
  type DestinationKind,
  destinationKinds,
} from "../../../shared/contracts/destination.ts";
import { MusterError, RateLimitedError, RetryableError } from "../../../shared/runtime/errors.ts";
import { runSandbox } from "../../infra/local/sandbox-run.ts";
import { type Line, lineTo } from "../line-to.ts";
import { recordingServer } from "../recording-server.ts";
import { now, sampleDestination, samplePush } from "../samples.ts";
import { pushSamples } from "./push-samples.ts";

let sandbox: RunningSandbox & AsyncDisposable;
let receiver: Awaited<ReturnType<typeof recordingServer>>;
let line: Line;
beforeAll(async () => {
  sandbox = await runSandbox({});
  receiver = await recordingServer(() => ({ status: 200 }));
  line = await lineTo(({ path }) => (path === "/hook" ? receiver.url : sandbox.url));
});
afterEach(() => line.disturb(undefined));
afterAll(async () => {
  await Promise.all([line, sandbox, receiver].map((each) => each[Symbol.asyncDispose]()));
});

interface Pushing {
  readonly destination: Destination;
  readonly connection: Connection | undefined;
  push(add: readonly PushRecord[], remove: readonly PushRecord[]): Promise<PushOutcome[]>;
  /** Whom of these the destination says it has; all of them, where it cannot say. */
  present(records: readonly PushRecord[]): Promise<string[]>;
}

let made = 0;

/** A destination of its own, reached over the line, ready to be pushed to. */
async function open(kind: DestinationKind): Promise<Pushing> {
  const sample = pushSamples[kind];
  const target = targetOf(kind);
  const connection = await sample.connect(sandbox, line.url);
  const chosen = typeof sample.chosen === "function" ? sample.chosen(line.url) : sample.chosen;
  made += 1;
  const bare = sampleDestination(kind, { segmentName: `Segment ${made}`, ...chosen });
  const destination = { ...bare, ...(await target.prepare(bare, connection)) };
  const request = { destination, connection, now };
  return {
    destination,
    connection,
    push: (add, remove) => target.push({ ...request, add, remove }),
    async present(records) {
      const names = records.map((record) => target.members?.keyOf(record) ?? record.profileId);
      if (target.members === undefined) return names;
      const keys: string[] = [];
      for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
        const page = await target.members.page(request, cursor);
        keys.push(...page.keys);
        cursor = page.next;
      }
      return names.filter((name) => keys.includes(name));
    },
  };
}

type Names = Partial<Pick<PushRecord, "recordId" | "email">>;

/** To be in: at a place that several segments share it shows this one. */
function entering(id: string, names: Names = {}): PushRecord {
  return { ...samplePush(id, names), shows: [{ segmentId: "s1", shownAs: undefined }] };
}

function leaving(id: string, names: Names = {}): PushRecord {
  return { ...samplePush(id, names), shows: [] };
}

function statesOf(outcomes: readonly PushOutcome[]): Record<string, string> {
  return Object.fromEntries(outcomes.map(({ profileId, state }) => [profileId, state]));
}

/** What comes next after the error it ends in, or the state of all records. */
async function endOf(pushing: Promise<PushOutcome[]>): Promise<string> {
  try {
    return [...new Set((await pushing).map(({ state }) => state))].join();
  } catch (error) {
    return error instanceof MusterError ? error.next : String(error);
  }
}

/** A few who enter, of those whom the system knows. */
function fewOf(kind: DestinationKind, count: number): PushRecord[] {
  return pushSamples[kind].known(count).map((names, index) => entering(`p${index}`, names));
}

describe.each(destinationKinds)("pushes to %s", (kind) => {
  const sample = pushSamples[kind];
  const target = targetOf(kind);

  it("have everybody in who is to be in, and out who is to be out, however often", async () => {
    const { push, present } = await open(kind);
    const [ann, ben, cleo] = fewOf(kind, 3);
    if (!ann || !ben || !cleo) throw new Error("The sample names too few.");
    const confirmed = { p0: "confirmed", p1: "confirmed", p2: "confirmed" };
    expect(statesOf(await push([ann, ben, cleo], []))).toEqual(confirmed);
    const out = { ...cleo, shows: [] };
    for (const _ of ["once", "again"]) {
      expect(statesOf(await push([ann, ben], [out]))).toEqual(confirmed);
      expect(await present([ann, ben])).toHaveLength(2);
      expect(await present([cleo])).toHaveLength(target.members === undefined ? 1 : 0);
    }
  });

  it("take as many as the target says, and answer once for each", async () => {
    const { push } = await open(kind);
    const all = fewOf(kind, target.batchSize);
    const half = Math.ceil(all.length / 2);
    const remove = all.slice(half).map((record) => ({ ...record, shows: [] }));
    const outcomes = await push(all.slice(0, half), remove);
    expect(outcomes.map(({ profileId }) => profileId).toSorted()).toEqual(
      all.map(({ profileId }) => profileId).toSorted(),
    );
  });

  it("of nobody change nothing", async () => {
    const { push } = await open(kind);
    const before = line.passages.length;
    expect(await push([], [])).toEqual([]);
    expect(line.passages.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  });

  it("refuse by name whom the system cannot take in, and are done with whom it never had", async () => {
    const { push } = await open(kind);
    const [ann] = fewOf(kind, 1);
    if (ann === undefined) throw new Error("The sample names nobody.");
    const outcomes = await push([ann, entering("in")], [leaving("out")]);
    expect(statesOf(outcomes)).toEqual({
      p0: "confirmed",
      in: kind === "webhook" ? "confirmed" : "refused",
      out: "confirmed",
    });
    if (sample.refused === undefined) return;
    const { names, reason } = sample.refused;
    expect(await push([entering("strange", names)], [])).toEqual([
      { profileId: "strange", state: "refused", reason: expect.stringMatching(reason) },
    ]);
    expect(statesOf(await push([], [leaving("strange", names)]))).toEqual({ strange: "confirmed" });
  });

  it("denied by 401 or 403 need a person, and confirm nothing", async () => {
    const { push } = await open(kind);
    for (const status of [401, 403] as const) {
      line.disturb(() => ({ status, json: { message: "Denied.", errors: [] } }));
      const pushing = push(fewOf(kind, 2), []);
      expect(await endOf(pushing), String(status)).toBe(sample.denied[status]);
    }
  });

  it("answered 429 wait as long as they are told, or a while", async () => {
    const { push } = await open(kind);
    line.disturb(() => ({ status: 429, headers: { "retry-after": "7" }, json: {} }));
    await expect(push(fewOf(kind, 2), [])).rejects.toMatchObject({ retryAfterMs: 7_000 });
    line.disturb(() => ({ status: 429, json: {} }));
    const error: unknown = await push(fewOf(kind, 2), []).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: expect.toSatisfy((ms) => Number(ms) > 0) });
  });

  it.each([500, 502, 503])("answered %i come back", async (status) => {
    const { push } = await open(kind);
    line.disturb(() => ({ status, json: {} }));
    await expect(push(fewOf(kind, 2), [])).rejects.toBeInstanceOf(RetryableError);
  });

  it("that broke off anywhere come to the same end when repeated", async () => {
    const { push, present } = await open(kind);
    const [ann, ben, cleo] = fewOf(kind, 3);
    if (!ann || !ben || !cleo) throw new Error("The sample names too few.");
    await push([cleo], []);
    const all = () => push([ann, ben], [{ ...cleo, shows: [] }]);
    for (let asked = 1, isBroken = true; isBroken; asked += 1) {
      let requests = 0;
      line.disturb(() => {
        requests += 1;
        return requests === asked ? { status: 500, json: {} } : undefined;
      });
      isBroken = await all().then(
        () => requests >= asked,
        () => true,
      );
    }
    line.disturb(undefined);
    expect(new Set(Object.values(statesOf(await all())))).toEqual(new Set(["confirmed"]));
    expect(await present([ann, ben])).toHaveLength(2);
    expect(await present([cleo])).toHaveLength(target.members === undefined ? 1 : 0);
  });

  it("to a destination that is not whole say what is missing", async () => {
    const bare = sampleDestination(kind);
    const request = { destination: bare, connection: undefined, remove: [], now };
    const pushing = target.push({ ...request, add: fewOf(kind, 1) });
    await expect(pushing).rejects.toBeInstanceOf(MusterError);
  });

  it("follow no redirect", async () => {
    await using elsewhere = await recordingServer(() => ({ status: 200, json: {} }));
    const { push } = await open(kind);
    line.disturb(() => ({ status: 307, headers: { location: elsewhere.url } }));
    await push(fewOf(kind, 2), []).catch(() => undefined);
    expect(elsewhere.requests).toEqual([]);
  });
});

it("pushes that nobody answers come back, whatever their kind", async () => {
  const opened = [];
  for (const kind of destinationKinds) opened.push({ kind, ...(await open(kind)) });
  line.disturb(() => "silence");
  await Promise.all(
    opened.map(({ kind, push }) =>
      expect(push(fewOf(kind, 1), []), kind).rejects.toBeInstanceOf(RetryableError),
    ),
  );
}, 60_000);
