import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../../shared/contracts/change.ts";
import { programPrefix } from "../../shared/contracts/program.ts";
import { ProgramMessage } from "../../shared/contracts/program-message.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { bindDestination } from "../../shared/flow/bind-destination.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { runPrograms } from "../../shared/flow/run-programs.ts";
import type { BusEvent } from "../../shared/messaging/bus.ts";
import type { Mail } from "../../shared/messaging/mailer.ts";
import { type RecordingServer, recordingServer } from "../connectors/recording-server.ts";
import { Random, seedOf } from "../segmentation/random.ts";
import type { TestDatabase } from "../test-database.ts";
import { courseOf } from "./academy.ts";
import { crm, deleted, merged, set, where } from "./messages.ts";
import { audience, mailing, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const seed = seedOf("replay");
const erased = (recordId: string, minute: number): Change => ({
  ...deleted(recordId, minute),
  body: { kind: "erasure" },
});
const is = (id: string, tier: string, minute: number): Change =>
  set(id, { tier, email: `${id}@acme.test` }, minute);

function shuffled<Item>(random: Random, items: readonly Item[]): Item[] {
  const keyed = items.map((item) => ({ item, key: random.next() }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

/** Everything the bus ever said in a workspace, and who heard it. */
class Told {
  readonly here: World;
  readonly mails: Mail[] = [];
  /** As the bus's archive keeps it. */
  readonly archive: BusEvent[] = [];

  constructor(here: World) {
    this.here = here;
  }

  /** Applies changes and hands on what follows, as the bus and the queues would. */
  async change(...changes: readonly Change[]): Promise<void> {
    await this.here.apply(crm.says(...changes));
    await this.here.settle();
    await this.deliver();
  }

  async deliver(): Promise<void> {
    for (let events = this.here.events.splice(0); events.length > 0; ) {
      this.archive.push(...events);
      await this.hand(events);
      events = this.here.events.splice(0);
    }
  }

  /** Says again all that was ever said, in an order of its own, one by one or a few at once. */
  async replay(random: Random): Promise<void> {
    const waiting = shuffled(random, this.archive);
    while (waiting.length > 0) await this.hand(waiting.splice(0, 1 + random.below(3)));
    this.here.events.splice(0);
  }

  async hand(events: readonly BusEvent[]): Promise<void> {
    const messages = events.flatMap(({ detailType, detail }) =>
      "segmentId" in detail ? [{ "detail-type": detailType, detail }] : [],
    );
    const turns = messages.filter(({ detail }) => detail.segmentId.startsWith(programPrefix));
    const mailer = { send: async (mail: Mail) => void this.mails.push(mail) };
    const ran = await runPrograms(
      mailing(this.here, mailer),
      turns.map((each) => ProgramMessage.parse(each)),
    );
    const wakeUps = this.here.pushes.take();
    const all = [...messages, ...wakeUps].map((each) => PushMessage.parse(each));
    const pushed = [
      await pushMemberships(this.here.context, "lms", all),
      await pushMemberships(this.here.context, "webhook", all),
    ];
    for (const failures of [ran, ...pushed]) for (const error of failures.values()) throw error;
  }
}

/** A course, a receiver of webhooks, a certificate and a mail, all behind who is Gold. */
async function driven(name: string, server: RecordingServer): Promise<Told> {
  const here = world(name);
  const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  await courseOf(here, segment, server.url);
  const receiver = {
    kind: "webhook",
    url: `${server.url}/heard`,
    secret: "whsec_c2VjcmV0",
  } as const;
  await bindDestination(here.context, segment, receiver);
  const about = { ...audience(here, [segment]), owner: "Priya <priya@muster.test>" };
  await program(here, { ...about, kind: "certificate", certificate: "Expert", onExit: "revoke" });
  const email = { to: "members", subject: "Welcome", text: "Hello" } as const;
  await program(here, { ...about, kind: "notification", about: "entering", email });
  const told = new Told(here);
  await told.deliver();
  return told;
}

describe(`events that the archive says again (seed ${seed})`, () => {
  it("change nothing at destinations, write no mail and award nothing anew", async () => {
    const random = new Random(seed);
    await using server = await recordingServer(() => ({ status: 201 }));
    const told = await driven("replayed", server);
    await told.change(is("ann", "Gold", 1), is("bo", "Gold", 1), is("cy", "Tin", 1));
    await told.change(is("bo", "Tin", 2), is("cy", "Gold", 2));
    await told.change(is("bo", "Gold", 3), deleted("cy", 3));
    await told.change(is("dee", "Gold", 4), merged("ann", ["dee"], 5));
    const [requests, mails] = [server.requests.length, told.mails.length];
    expect([requests > 6, mails > 3, told.archive.length > 12]).toEqual([true, true, true]);
    const state = await stateOf(told);
    for (let round = 0; round < 3; round += 1) await told.replay(random);
    expect(server.requests.slice(requests)).toEqual([]);
    expect(told.mails.slice(mails)).toEqual([]);
    expect(await stateOf(told)).toEqual(state);
  });

  it("bring nobody back who was erased since", async () => {
    const random = new Random(seed + 1);
    await using server = await recordingServer(() => ({ status: 201 }));
    const told = await driven("erased", server);
    await told.change(is("ann", "Gold", 1), is("bo", "Gold", 1));
    await told.change(erased("ann", 2));
    const requests = server.requests.length;
    for (let round = 0; round < 3; round += 1) await told.replay(random);
    expect(server.requests.slice(requests)).toEqual([]);
  });

  it("put nobody who left meanwhile into what was bound since", async () => {
    const random = new Random(seed + 2);
    await using server = await recordingServer(() => ({ status: 201 }));
    const here = world("bound-since");
    const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const told = new Told(here);
    await told.change(is("ann", "Gold", 1), is("bo", "Gold", 1));
    await told.change(is("ann", "Tin", 2));
    // What was said while nothing listened: the leaving is outside of what is said again.
    const early = told.archive.filter(({ detailType }) => detailType === "segment.entered");
    await courseOf(here, segment, server.url);
    await told.hand(shuffled(random, early));
    const asked = decodeURIComponent(server.requests.map(({ path }) => path).join());
    expect(asked).toContain("bo@acme.test");
    expect(asked).not.toContain("ann@acme.test");
  });
});

/** What is remembered of pushes and certificates. */
async function stateOf(told: Told): Promise<unknown> {
  const { storage, workspaceId } = told.here;
  const destinations = await storage.destinations.all(workspaceId);
  const pushed = destinations.map(async ({ id }) =>
    (await storage.pushes.some(workspaceId, id, 100)).map(({ recordKey, desired, state }) => [
      recordKey,
      desired,
      state,
    ]),
  );
  return Promise.all([...pushed, awardsIn(told)]);
}

/** The certificates of all of whom the bus ever spoke. */
async function awardsIn({ here, archive }: Told): Promise<unknown> {
  const { storage, workspaceId } = here;
  const programs = await storage.programs.current(workspaceId);
  const [about] = programs.filter(({ kind }) => kind === "certificate");
  if (about === undefined) throw new Error("no program awards certificates");
  const ids = [...new Set(archive.map(({ detail }) => detail.profileId))].sort();
  const awards = ids.map((id) => storage.certificates.get(workspaceId, id, about.id));
  return (await Promise.all(awards)).map((award) => award?.certificate);
}
