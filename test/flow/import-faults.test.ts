import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { ChangesMessage } from "../../shared/contracts/change.ts";
import { type ImportJob, ImportMessage } from "../../shared/contracts/import.ts";
import { giveUpImport } from "../../shared/flow/import-failure.ts";
import { importRecords } from "../../shared/flow/import-records.ts";
import type { ImportContext } from "../../shared/flow/import-walk.ts";
import { BudgetSpentError, spendRequest } from "../../shared/flow/spend-request.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import type { QueueMessage } from "../../shared/messaging/queue.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import { connectPortal, importTurn, importTurns } from "./imported-portal.ts";
import { PortalWorlds } from "./portal-worlds.ts";
import type { World } from "./world.ts";

const population = { companies: 12, contactsEach: 100 };
const records = 1_212;

let portals: PortalWorlds;
let sandbox: RunningSandbox;
beforeAll(async () => {
  portals = await PortalWorlds.start(population);
  ({ sandbox } = portals);
});
afterAll(() => portals[Symbol.asyncDispose]());

/** Runs with HubSpot's API elsewhere than at the sandbox. */
async function at<Answer>(url: string, work: () => Promise<Answer>): Promise<Answer> {
  process.env["HUBSPOT_API_URL"] = url;
  try {
    return await work();
  } finally {
    process.env["HUBSPOT_API_URL"] = sandbox.url;
  }
}

class Killed extends Error {}

/** A context whose every write ends the process once: before it, or right after it. */
function mortal(world: World, moment: "before" | "after"): ImportContext {
  const survived = new Set<string>();
  const dying = async <Answer>(step: string, work: () => Promise<Answer>): Promise<Answer> => {
    const isFirst = !survived.has(step);
    survived.add(step);
    if (isFirst && moment === "before") throw new Killed();
    const answer = await work();
    if (isFirst) throw new Killed();
    return answer;
  };
  const { context, storage } = world;
  // A room of its own: the world's other works do not die.
  const rooms = openStorage({ profiles: "profiles", views: "views", registry: "registry" });
  const room = rooms.imports;
  const write = room.write.bind(room);
  const imports = Object.assign(room, {
    write: (job: ImportJob) => dying(`write ${job.revision}`, () => write(job)),
  });
  // Of repeats there are many here, and of requests as many as one likes.
  const budgets = Object.assign(rooms.budgets, { take: async () => 0 });
  const queue = (name: "changes" | "imports") => ({
    send: (messages: readonly QueueMessage[]) =>
      dying(`${name} ${JSON.stringify(messages.map(said))}`, () =>
        context.queues[name].send(messages),
      ),
  });
  return {
    ...context,
    storage: { ...storage, imports, budgets },
    queues: { ...context.queues, changes: queue("changes"), imports: queue("imports") },
  };
}

/** A repeated read of associations differs in nothing but its instant. */
const said = ({ body }: QueueMessage) =>
  JSON.stringify(body).replaceAll(/"(at|receivedAt)":\d+/g, "");

/** As the queue does: a message whose handling ended the process comes back. */
async function surviveAll(world: World, context: ImportContext): Promise<number> {
  let deaths = 0;
  for (;;) {
    const message = world.imports.messages[0];
    if (message === undefined) return deaths;
    try {
      await importRecords(context, ImportMessage.parse(message.body));
      world.imports.messages.splice(world.imports.messages.indexOf(message), 1);
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      deaths += 1;
    }
  }
}

const changedRecords = (world: World) =>
  new Set(
    world.changes.messages
      .flatMap(({ body }) => ChangesMessage.parse(body).changes)
      .map(({ object, recordId, body }) => `${object} ${recordId} ${body.kind}`),
  );

/** Requests keep to the portal's pace, and the machine may be busy. */
const patient = { timeout: 60_000 };

describe("an import whose function is killed", patient, () => {
  it.each(["before", "after"] as const)("%s each write resumes without loss", async (moment) => {
    const calm = portals.world(`calm ${moment}`);
    await connectPortal(calm);
    await importTurns(calm);
    const troubled = portals.world(`killed ${moment}`);
    const { id } = await connectPortal(troubled);
    expect(await surviveAll(troubled, mortal(troubled, moment))).toBeGreaterThanOrEqual(8);
    expect(changedRecords(troubled)).toEqual(changedRecords(calm));
    expect(await troubled.storage.imports.get(troubled.workspaceId, id)).toMatchObject({
      state: "done",
      records,
    });
  });

  it("is not walked twice by a message that comes twice", async () => {
    const here = portals.world("twice");
    const { id } = await connectPortal(here);
    const [first] = here.imports.messages;
    await importTurn(here);
    await importRecords(here.context, ImportMessage.parse(first?.body));
    // The turn before the present one cannot know whether it was handed on: it does so again.
    expect(here.imports.messages.map(({ body }) => body)).toMatchObject([{ turn: 1 }, { turn: 1 }]);
    await importTurns(here);
    await importRecords(here.context, ImportMessage.parse(first?.body));
    expect(here.imports.messages).toEqual([]);
    expect(await here.storage.imports.get(here.workspaceId, id)).toMatchObject({ records });
  });
});

describe("an import that the CRM does not let go on", patient, () => {
  it("waits as long as it is told, and so does whoever else would send", async () => {
    await using busy = await recordingServer(() => ({
      status: 429,
      headers: { "retry-after": "30" },
      json: { category: "RATE_LIMITS", policyName: "TEN_SECONDLY_ROLLING", message: "Slow down." },
    }));
    const here = portals.world("busy");
    const connection = await connectPortal(here);
    await at(busy.url, () => importTurn(here));
    expect(here.imports.messages).toMatchObject([{ delaySeconds: 30 }]);
    await expect(spendRequest(here.context, connection, "push")).rejects.toThrow(BudgetSpentError);
    const job = await here.storage.imports.get(here.workspaceId, connection.id);
    expect(job).toMatchObject({ state: "running", problem: { message: /Slow down/ } });
  });

  it("comes to its end although three calls of ten are refused", async () => {
    const random = new Random(seedOf("import, calls refused"));
    await using strict = await recordingServer(async ({ method, path, headers, body }) => {
      if (random.chance(0.3))
        return { status: 429, headers: { "retry-after": "0.02" }, json: { message: "Slow down." } };
      const answer = await fetch(sandbox.url + path, {
        method,
        headers: { authorization: String(headers.authorization) },
        ...(body === "" ? {} : { body }),
      });
      const json: unknown = await answer.json();
      return { status: answer.status, json };
    });
    const here = portals.world("strict");
    await connectPortal(here);
    const job = await at(strict.url, () => importTurns(here));
    expect(job).toMatchObject({ state: "done", records, totals: { contact: 1_200 } });
    expect(changedRecords(here).size).toBe(2 * records - 2);
  });

  it("outlasts an outage", async () => {
    const here = portals.world("outage");
    await connectPortal(here);
    for (let hour = 0; hour < 6; hour += 1) {
      await at("http://127.0.0.1:9", () => importTurn(here));
      expect(here.imports.messages).toMatchObject([{ delaySeconds: 30 }]);
    }
    expect(await importTurns(here)).toMatchObject({ state: "done", records });
  });

  it("that refuses stops with the reason, and goes on when it is told to", async () => {
    await using refusing = await recordingServer(() => ({
      status: 403,
      json: {
        category: "MISSING_SCOPES",
        message: "The scope crm.objects.companies.read is missing.",
      },
    }));
    const here = portals.world("refused");
    const connection = await connectPortal(here);
    await at(refusing.url, () => importTurn(here));
    expect(here.imports.messages).toEqual([]);
    const job = await here.storage.imports.get(here.workspaceId, connection.id);
    expect(job).toMatchObject({ state: "failed", problem: { message: /companies\.read/ } });
    await startImport(here.context, connection);
    expect(await importTurns(here)).toMatchObject({ id: job?.id, state: "done", records });
  });

  it("waits for a new grant where the old one was withdrawn, and then goes on", async () => {
    await using revoking = await recordingServer(({ path }) =>
      path.startsWith("/oauth/")
        ? { status: 400, json: { error: "invalid_grant" } }
        : { status: 401, json: { category: "EXPIRED_AUTHENTICATION", message: "expired" } },
    );
    const here = portals.world("revoked");
    const connection = await connectPortal(here);
    await importTurn(here);
    await at(revoking.url, () => importTurn(here));
    expect(here.imports.messages).toEqual([]);
    const waiting = await here.storage.imports.get(here.workspaceId, connection.id);
    expect(waiting).toMatchObject({ state: "waiting" });
    const dead = await here.storage.connections.get(here.workspaceId, connection.id);
    expect(dead?.state).toBe("reconnect-needed");
    await connectPortal(here, dead);
    expect(await importTurns(here)).toMatchObject({ id: waiting?.id, state: "done", records });
  });

  it("says why it was given up", async () => {
    const here = portals.world("given up");
    const { id: connectionId } = await connectPortal(here);
    const [message] = here.imports.messages;
    await giveUpImport(here.context, ImportMessage.parse(message?.body), "It broke.");
    const job = await here.storage.imports.get(here.workspaceId, connectionId);
    expect(job).toMatchObject({ state: "failed", problem: { message: "It broke." } });
  });
});

describe("a portal's request budget", () => {
  it("is one for all who send: ten requests a second, and a few ahead", async () => {
    const { budgets } = portals.world("budget").storage;
    const pace = { spacingMs: 100, burstMs: 500 };
    const startedAt = Date.now();
    let granted = 0;
    /** At each grant by how many it is ahead of ten a second. */
    const excess: number[] = [];
    const send = async (): Promise<void> => {
      while (granted < 15)
        if ((await budgets.take("budget", "c1", pace)) === 0) {
          granted += 1;
          const tenths = (Date.now() - startedAt) / 100;
          excess.push(granted - Math.ceil(tenths));
        }
    };
    await Promise.all([send(), send(), send()]);
    expect(Math.max(...excess)).toBeLessThanOrEqual(6);
  });

  it("keeps some for pushes while an import takes all it may", async () => {
    const { budgets } = portals.world("lanes").storage;
    const spacingMs = 60_000;
    const take = (requestsAhead: number) =>
      budgets.take("lanes", "c1", { spacingMs, burstMs: spacingMs * requestsAhead });
    expect([await take(1), await take(1)]).toEqual([0, 0]);
    expect(await take(1)).toBeGreaterThan(50_000);
    expect([await take(3), await take(3)]).toEqual([0, 0]);
    expect(await take(3)).toBeGreaterThan(50_000);
  });
});
