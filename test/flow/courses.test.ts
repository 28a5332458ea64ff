import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import type { ConnectionKind } from "../../shared/contracts/connection.ts";
import { programPrefix } from "../../shared/contracts/program.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { runSandbox } from "../infra/local/sandbox-run.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { audience, program } from "./programs.ts";
import { World } from "./world.ts";

const Sites = z.object({
  items: z.array(z.object({ courseId: z.number(), emails: z.array(z.string()) })),
});
const Groups = z.object({
  items: z.array(z.object({ displayName: z.string(), userNames: z.array(z.string()) })),
});

let database: TestDatabase;
let world: (name: string) => World;
let sandbox: RunningSandbox & AsyncDisposable;
beforeAll(async () => {
  ({ database, world } = await World.start());
  sandbox = await runSandbox({});
});
afterAll(async () => {
  await sandbox.close();
  await database.stop();
});

type Teaching = "thinkific" | "teachable" | "scim";
const paths = {
  thinkific: "/thinkific",
  teachable: "/teachable",
  scim: "/scim-directory",
} as const;

async function shown(kind: Teaching): Promise<string[]> {
  const answer: unknown = await (await fetch(`${sandbox.url}/sandbox/${kind}`)).json();
  const found =
    kind === "scim"
      ? Groups.parse(answer).items.map(({ userNames }) => userNames)
      : Sites.parse(answer).items.map(({ emails }) => emails);
  return found.flat().sort();
}

/** Brings what happened to the connector of the kind, as the bus and its queue would. */
async function deliver(here: World, kind: ConnectionKind): Promise<void> {
  const turns = here.events
    .splice(0)
    .flatMap(({ detailType, detail }) =>
      "segmentId" in detail && detail.segmentId.startsWith(programPrefix)
        ? [PushMessage.parse({ "detail-type": detailType, detail })]
        : [],
    );
  const failures = await pushMemberships(here.context, kind, turns);
  for (const error of failures.values()) throw error;
}

async function academy(kind: Teaching, email: string, at = sandbox) {
  const here = world(at === sandbox ? kind : `${kind} with a limit`);
  await here.storage.connections.write({
    workspaceId: here.workspaceId,
    id: "academy",
    kind,
    name: "Academy",
    state: "connected",
    rank: 9,
    createdAt: 0,
    secrets: [],
    apiKey: at.keys[kind],
    propertyTypes: {},
    baseUrl: at.url + paths[kind],
    revision: 0,
  });
  await here.apply(crm.says(set("ann", { tier: "Gold", email })));
  return { here, gold: await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") }) };
}

describe.each([
  ["thinkific", "101", "ann@acme.test"],
  ["teachable", "101", "ann@acme.test"],
] as const)("a course program at %s", (kind, courseId, email) => {
  it("enrols who enters and ends the enrolment of who leaves", async () => {
    const { here, gold } = await academy(kind, email);
    const course = { kind: "course", connectionId: "academy", courseId } as const;
    await program(here, { ...audience(here, [gold]), ...course, onExit: "withdraw" });
    await deliver(here, kind);
    expect(await shown(kind)).toEqual([email]);
    await here.apply(crm.says(set("ann", { tier: "Tin" }, 1)));
    await here.settle();
    await deliver(here, kind);
    expect(await shown(kind)).toEqual([]);
  });
});

it("a course program at a directory fills the group that opens the course, with whom it knows", async () => {
  const known = sandbox.crm.records.all("contacts")[0]?.properties["email"] ?? "";
  const { here, gold } = await academy("scim", known);
  const course = { kind: "course", connectionId: "academy", courseId: "renewal-class" } as const;
  const { program: made } = await program(here, {
    ...audience(here, [gold]),
    ...course,
    onExit: "withdraw",
  });
  await here.apply(crm.says(set("bo", { tier: "Gold", email: "stranger@acme.test" }, 1)));
  await here.settle();
  await deliver(here, "scim");
  expect(await shown("scim")).toEqual([known]);
  const [destination] = await here.storage.destinations.ofSegment(here.workspaceId, made.id);
  expect(destination).toMatchObject({ kind: "scim-group", courseId: "renewal-class" });
  await here.apply(crm.says(set("ann", { tier: "Tin" }, 2)));
  await here.settle();
  await deliver(here, "scim");
  expect(await shown("scim")).toEqual([]);
});

it("a push that a site's limit stops in the middle has noted who is enrolled", async () => {
  // Six requests a minute: enough for one new learner.
  await using site = await runSandbox({ patience: 0.05 });
  const { here, gold } = await academy("thinkific", "ann@acme.test", site);
  const more = ["bo", "cy"].map((name) =>
    set(name, { tier: "Gold", email: `${name}@acme.test` }, 1),
  );
  await here.apply(crm.says(...more));
  const course = { kind: "course", connectionId: "academy", courseId: "101" } as const;
  const audienceOf = audience(here, [gold]);
  const { program: made } = await program(here, { ...audienceOf, ...course, onExit: "withdraw" });
  await here.settle();
  await deliver(here, "thinkific");
  const { storage, workspaceId } = here;
  const [destination] = await storage.destinations.ofSegment(workspaceId, made.id);
  expect(destination).toMatchObject({ state: "failing", lastError: { message: /requests/ } });
  const states: string[] = [];
  for await (const rows of storage.pushes.all(workspaceId, destination?.id ?? ""))
    states.push(...rows.map(({ state }) => state));
  expect(states.sort()).toEqual(["confirmed", "pending", "pending"]);
});
