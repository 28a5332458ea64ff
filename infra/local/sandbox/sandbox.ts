import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Academy } from "./academy.ts";
import { makeActiveList } from "./active-list.ts";
import { associationRoutes } from "./association-routes.ts";
import { teachableReceiver, thinkificReceiver } from "./course-news.ts";
import { Crm } from "./crm.ts";
import { CustomProperties } from "./custom-properties.ts";
import { atomically, Facts, openSandboxDatabase } from "./database.ts";
import { academyReceiver, deliver, hubspotReceiver } from "./delivery.ts";
import { type AppCredentials, Grants, oauthRoutes } from "./grants.ts";
import { type Route, serve } from "./http.ts";
import { inspectionRoutes } from "./inspection.ts";
import { journalRoutes } from "./journal-routes.ts";
import { Enrolments, learningRoutes } from "./learning-system.ts";
import { liveOnce } from "./life.ts";
import { listRoutes } from "./list-routes.ts";
import { Lists } from "./lists.ts";
import { MusterClient } from "./muster-client.ts";
import { NoticeBoard } from "./notice-board.ts";
import { objectRoutes } from "./object-routes.ts";
import { Outbox } from "./outbox.ts";
import { type OutsideKeys, openOutsideSystems } from "./outside-systems.ts";
import { type Population, samplePopulation } from "./program.ts";
import { propertyRoutes } from "./property-routes.ts";
import { seededRandom } from "./randomness.ts";
import { limited, tallyRoute } from "./rate-limit.ts";
import { recordWrites } from "./record-writes.ts";
import { Org } from "./salesforce/org.ts";
import { OrgGrants, orgOAuthRoutes } from "./salesforce/org-grants.ts";
import { orgInspectionRoutes } from "./salesforce/org-inspection.ts";
import { orgRoutes } from "./salesforce/org-routes.ts";
import { eventRelay } from "./salesforce/relay.ts";
import { say } from "./say.ts";
import { academyGroup, connectCourses } from "./seed-courses.ts";
import { makePrograms } from "./seed-programs.ts";
import { connectSystems, makeSegments } from "./seed-workspace.ts";

interface SandboxSettings {
  /** 0 for any free port. */
  readonly port: number;
  readonly musterUrl: string;
  readonly musterToken: string;
  /** Where a partner of EventBridge puts events; without it the org tells nobody. */
  readonly busUrl?: string;
  readonly app: AppCredentials;
  /** A file, or `:memory:`. */
  readonly database: string;
  /** Between two things that happen; 0 for a world that stands still. */
  readonly periodMs: number;
  /** Requests HubSpot's API takes in ten seconds. */
  readonly rateLimit: number;
  /** As many times the requests that the systems beside the CRMs really take; once unless given. */
  readonly patience?: number;
  /** Requests the Salesforce org takes a day. */
  readonly orgCalls?: number;
  /** The sample program unless given; one of another size tells of nothing by itself. */
  readonly population?: Population;
}

/** Of a Salesforce org of the Enterprise edition. */
const callsOfAnOrg = 100_000;

export interface RunningSandbox {
  readonly url: string;
  readonly crm: Crm;
  readonly org: Org;
  /** Of the systems beside the CRMs. */
  readonly keys: OutsideKeys & { readonly lms: string };
  /** Connects, makes the sample's segments, announces every record, and lets life begin. */
  seed(): Promise<void>;
  close(): Promise<void>;
}

/** A CRM, an academy and a learning system in one process, on one port. */
export async function startSandbox(settings: SandboxSettings): Promise<RunningSandbox> {
  const world = openWorld(settings);
  const server = await serve(routesOf(world, settings), settings.port);
  const url = `http://127.0.0.1:${server.port}`;
  const stop = new AbortController();
  const running = deliverFrom(world, settings, stop.signal);
  const muster = new MusterClient(settings.musterUrl, settings.musterToken);
  let life: Promise<void> | undefined;
  return {
    url,
    crm: world.crm,
    org: world.org,
    keys: { ...world.outside.keys, lms: world.lmsToken },
    async seed() {
      await untilHealthy(muster, stop.signal);
      const { facts, lmsToken } = world;
      makeActiveList(world.lists);
      const sandbox = { muster, facts, lmsUrl: `${url}/lms`, lmsToken };
      const connections = await connectSystems(sandbox);
      const courses = await connectCourses({ muster, facts, url, keys: world.outside.keys });
      const segments = makeSegments(sandbox, connections);
      await segments.catch(() => undefined);
      if (settings.population === undefined) announce(world, connections);
      life ??= live(world, settings.periodMs, stop.signal);
      await segments;
      await makePrograms({ muster, enrolling: { ...courses, lms: connections.lms }, url });
      say("info", "The sample workspace is set up.");
    },
    async close() {
      stop.abort();
      await Promise.all([server.close(), life, ...running]);
      world.database.close();
    },
  };
}

/** To each of its receivers, until it is stopped. */
function deliverFrom(
  { outbox, facts }: World,
  { musterUrl, app, busUrl }: SandboxSettings,
  stopped: AbortSignal,
): Promise<void>[] {
  const receivers = [
    hubspotReceiver(musterUrl, app.clientSecret),
    academyReceiver(facts),
    eventRelay(busUrl),
    thinkificReceiver(facts),
    teachableReceiver(facts),
  ];
  return receivers.map((receiver) => deliver(outbox, receiver, stopped));
}

type World = ReturnType<typeof openWorld>;

/** Everything the sandbox knows, in its one file; filled when it is new. */
function openWorld({
  database: file,
  population = samplePopulation,
  patience = 1,
}: SandboxSettings) {
  const database = openSandboxDatabase(file);
  const facts = new Facts(database);
  const outbox = new Outbox(database);
  const crm = new Crm(database, facts, outbox, population);
  crm.populate(Date.now());
  const org = new Org(database, outbox);
  org.populate(Date.now());
  const outside = openOutsideSystems(database, facts, outbox, patience);
  if (population === samplePopulation) {
    const people = crm.records.all("contacts");
    const emails = people.flatMap(({ properties }) => properties["email"] ?? []);
    outside.directory.populate(emails, academyGroup.id, academyGroup.name);
  }
  return {
    database,
    facts,
    outbox,
    crm,
    academy: new Academy(outbox),
    properties: new CustomProperties(facts),
    grants: new Grants(database),
    org,
    orgGrants: new OrgGrants(database),
    outside,
    lists: new Lists(database, crm.records),
    enrolments: new Enrolments(database),
    notices: new NoticeBoard(),
    requests: { taken: 0, refused: 0 },
    lmsToken: facts.getOrMake("lmsToken", () => randomBytes(18).toString("base64url")),
  };
}

function routesOf(
  world: World,
  { app, rateLimit, orgCalls = callsOfAnOrg }: SandboxSettings,
): Route[] {
  const { crm, grants, lists } = world;
  return [
    ...oauthRoutes(grants, app),
    ...limited(
      [
        ...listRoutes(lists, grants),
        ...propertyRoutes(world.properties, grants),
        ...recordWrites(crm, world.properties, grants),
        ...objectRoutes(crm, grants),
        ...associationRoutes(crm, grants),
      ],
      rateLimit,
      world.requests,
    ),
    ...journalRoutes(crm, grants),
    ...learningRoutes(world.enrolments, world.lmsToken),
    ...world.notices.routes(),
    ...world.outside.routes,
    ...orgOAuthRoutes(world.orgGrants, app),
    ...orgRoutes(world.org, world.orgGrants, orgCalls),
    ...orgInspectionRoutes(world.org, world.orgGrants),
    ...inspectionRoutes(world),
    tallyRoute(world.requests),
  ];
}

/** Tells of every record there is: for a sample this small sooner than an import. */
function announce(world: World, { hubspot, academy }: { hubspot: string; academy: string }): void {
  world.crm.announce(hubspot);
  announceAcademy(world, academy);
}

function announceAcademy({ database, facts, academy, crm }: World, connectionId: string): void {
  const fact = `announced:${connectionId}`;
  if (facts.get(fact) !== undefined) return;
  atomically(database, () => {
    academy.announce(crm.records.all("contacts"), seededRandom(60), Date.now());
    facts.set(fact, new Date().toISOString());
  });
}

async function untilHealthy(muster: MusterClient, stopped: AbortSignal): Promise<void> {
  while (!(await muster.healthy())) await wait(200, undefined, { signal: stopped });
}

async function live(
  { crm, academy, outside }: World,
  periodMs: number,
  stopped: AbortSignal,
): Promise<void> {
  if (periodMs === 0) return;
  const random = seededRandom(Date.now());
  while (!stopped.aborted) {
    await wait(periodMs, undefined, { signal: stopped }).catch(() => undefined);
    if (stopped.aborted) return;
    liveOnce(crm, academy, random);
    for (const site of Object.values(outside.sites)) if (random() < 0.1) site.completeOne(random);
  }
}
