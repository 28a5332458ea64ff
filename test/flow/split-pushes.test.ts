import { afterAll, beforeAll, expect, it } from "vitest";
import { PushMessage } from "../../shared/contracts/push.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { splitProfile } from "../../shared/flow/split-profile.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { courseOf } from "./academy.ts";
import { crm, Source, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

const lms = new Source("lms", 3);

/** Somebody whom the CRM calls Gold, and with whom a learner was joined by a shared address. */
async function enrolled(here: World, url: string) {
  const segment = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const destination = await courseOf(here, segment, url);
  here.pushes.take();
  await here.apply(crm.says(set("1", { email: "info@acme.test", tier: "Gold" }, 1)));
  await here.apply(lms.says(set("l1", { email: "info@acme.test" }, 2)));
  await here.settle();
  await push(here, false);
  return destination;
}

/** Lets the destination hear what the bus and Muster's own messages say, in the order they came or not. */
async function push(here: World, isReversed: boolean): Promise<void> {
  const events = here.events.splice(0).map(({ detailType, detail }) => ({
    "detail-type": detailType,
    detail,
  }));
  const messages = [...here.pushes.take(), ...events].map((each) => PushMessage.parse(each));
  if (isReversed) messages.reverse();
  for (const message of messages) await pushMemberships(here.context, "lms", [message]);
}

async function learnerTakenOut(here: World) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", "crm", "1");
  const parted = await splitProfile(
    here.context,
    { workspaceId, object: "contact", id },
    { records: [{ connectionId: "lms", recordId: "l1" }], by: "ann", reason: "Another person" },
  );
  await here.settle();
  if (parted === undefined) throw new Error("nobody there");
  return parted;
}

it("takes a record off a destination where it only stood in for somebody", async () => {
  for (const isReversed of [false, true]) {
    const here = world(`stood-in-${isReversed}`);
    await using server = await recordingServer(() => ({ status: 201 }));
    const { id } = await enrolled(here, server.url);
    const rows = async () => here.storage.pushes.rows(here.workspaceId, id, ["l1"]);
    expect(await rows()).toMatchObject([{ desired: true, state: "confirmed" }]);
    const { kept } = await learnerTakenOut(here);
    await push(here, isReversed);
    expect(await rows()).toMatchObject([{ desired: false, state: "confirmed" }]);
    const own = await here.storage.pushes.rows(here.workspaceId, id, [kept.id]);
    expect(own).toMatchObject([{ desired: true, profileId: kept.id }]);
  }
});

it("leaves a record there that is in the segment by itself, whatever is heard first", async () => {
  for (const isReversed of [false, true]) {
    const here = world(`by-itself-${isReversed}`);
    await using server = await recordingServer(() => ({ status: 201 }));
    const { id } = await enrolled(here, server.url);
    await here.apply(lms.says(set("l1", { tier: "Gold" }, 3)));
    await here.settle();
    await push(here, false);
    const { split } = await learnerTakenOut(here);
    await push(here, isReversed);
    const rows = await here.storage.pushes.rows(here.workspaceId, id, ["l1"]);
    expect(rows).toMatchObject([{ desired: true, profileId: split.id, state: "confirmed" }]);
  }
});
