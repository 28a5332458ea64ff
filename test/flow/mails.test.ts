import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Email } from "../../shared/contracts/program.ts";
import { ProgramMessage } from "../../shared/contracts/program-message.ts";
import { addressNotice } from "../../shared/flow/address-notice.ts";
import { declareSuppression } from "../../shared/flow/declare-suppression.ts";
import { endProgram } from "../../shared/flow/define-program.ts";
import { runPrograms } from "../../shared/flow/run-programs.ts";
import { stopMail } from "../../shared/flow/stop-mail.ts";
import { type Mail, MailInDoubt, type MailSink } from "../../shared/messaging/mailer.ts";
import {
  PermanentError,
  RateLimitedError,
  RetryableError,
  SetupError,
} from "../../shared/runtime/errors.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, set, where } from "./messages.ts";
import { audience, mailing, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

/** Keeps the mails it takes; fails once for each error it is given beforehand. */
class Post implements MailSink {
  readonly mails: Mail[] = [];
  readonly errors: Error[] = [];

  async send(mail: Mail): Promise<void> {
    const error = this.errors.shift();
    if (error !== undefined) throw error;
    this.mails.push(mail);
  }

  get addresses(): string[] {
    return this.mails.map(({ to }) => to).sort();
  }
}

const email: Email = {
  to: "members",
  subject: "Welcome to {{program}}",
  text: "Hello {{person.firstname|there}}, you are {{person.tier}}.",
};

/** Two Gold partners, one who is not, and a program that writes to who is Gold. */
async function mailed(
  name: string,
  wanted: Partial<Email> = {},
  about: "entering" | "deals" = "entering",
) {
  const here = world(name);
  const is = (id: string, values: Record<string, string>) =>
    set(id, { email: `${id}@acme.test`, ...values });
  await here.apply(
    crm.says(
      is("ann", { tier: "Gold", firstname: "Ann" }),
      is("bo", { tier: "Gold" }),
      is("cy", { tier: "Tin" }),
    ),
  );
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const made = await program(here, {
    ...audience(here, [gold]),
    owner: "Priya Kapoor <priya@muster.test>",
    kind: "notification",
    about,
    email: { ...email, ...wanted },
  });
  return { here, made: made.program, post: new Post() };
}

/** What the bus brings to programs, of what happened since. */
function turnsOf(here: World): ProgramMessage[] {
  const news = here.events.splice(0);
  return news.flatMap(({ detailType, detail }) =>
    "segmentId" in detail && detail.segmentId.startsWith("prg_")
      ? [ProgramMessage.parse({ "detail-type": detailType, detail })]
      : [],
  );
}

async function failuresOf(here: World, post: MailSink, messages: readonly ProgramMessage[]) {
  return [...(await runPrograms(mailing(here, post), messages)).values()];
}

async function statesOf(here: World, id: string) {
  const { items } = await here.storage.mails.page(here.workspaceId, id, 100);
  return items.map(({ state }) => state).sort();
}

describe("a notification by e-mail", () => {
  it("writes to each who enters, in their own words, with a way to stop it", async () => {
    const { here, post } = await mailed("enter");
    expect(await failuresOf(here, post, turnsOf(here))).toEqual([]);
    expect(post.addresses).toEqual(["ann@acme.test", "bo@acme.test"]);
    const toAnn = post.mails.find(({ to }) => to === "ann@acme.test");
    expect(toAnn?.subject).toBe("Welcome to Onboarding");
    expect(toAnn?.text).toContain("Hello Ann, you are Gold.");
    expect(toAnn?.text).toContain(String(toAnn?.unsubscribe));
    expect(toAnn?.unsubscribe).toBe(`https://muster.test/api/v1/unsubscribe/${toAnn?.token}`);
    const toBo = post.mails.find(({ to }) => to === "bo@acme.test");
    expect(toBo?.text).toContain("Hello there, you are Gold.");
  });

  it("sends once, however often, and however simultaneously, it is told", async () => {
    const { here, made, post } = await mailed("repeat");
    const turns = turnsOf(here);
    const told = [1, 2, 3].map(() => failuresOf(here, post, turns));
    const failed = (await Promise.all(told)).flat();
    expect(failed.every((error) => error instanceof RetryableError)).toBe(true);
    expect(await failuresOf(here, post, turns)).toEqual([]);
    expect(post.mails).toHaveLength(2);
    expect(await statesOf(here, made.id)).toEqual(["sent", "sent"]);
  });

  it("says nothing of leaving, and writes again to who comes back", async () => {
    const { here, post } = await mailed("return");
    await failuresOf(here, post, turnsOf(here));
    await here.apply(crm.says(set("ann", { tier: "Tin" }, 1)));
    await here.settle();
    await failuresOf(here, post, turnsOf(here));
    expect(post.mails).toHaveLength(2);
    await here.apply(crm.says(set("ann", { tier: "Gold" }, 2)));
    await here.settle();
    await failuresOf(here, post, turnsOf(here));
    expect(post.addresses).toEqual(["ann@acme.test", "ann@acme.test", "bo@acme.test"]);
  });

  it.each([
    ["takes no more for now", new RateLimitedError("Slowly.", 1_000), RateLimitedError],
    ["does not answer yet", new RetryableError("Down."), RetryableError],
    ["is not set up", new SetupError("Unverified.", "Verify it."), SetupError],
  ])("is sent by a repeat where the post %s", async (name, error, kind) => {
    const { here, made, post } = await mailed(`fails-${name.length}`);
    const turns = turnsOf(here);
    post.errors.push(error, error);
    const failed = await failuresOf(here, post, turns);
    expect(failed).toHaveLength(2);
    for (const each of failed) expect(each).toBeInstanceOf(kind);
    expect(await statesOf(here, made.id)).toEqual(["failed", "failed"]);
    expect(await failuresOf(here, post, turns)).toEqual([]);
    expect(post.addresses).toEqual(["ann@acme.test", "bo@acme.test"]);
  });

  it("is not sent again where nobody knows whether it was", async () => {
    const { here, made, post } = await mailed("doubt");
    const [turn] = turnsOf(here);
    if (turn?.kind !== "event") throw new Error("Nobody entered.");
    post.errors.push(new MailInDoubt("No answer."));
    expect(await failuresOf(here, post, [turn])).toEqual([expect.any(MailInDoubt)]);
    expect(await failuresOf(here, post, [turn])).toEqual([expect.any(RetryableError)]);
    const key = `${turn.event.profileId}#${turn.event.revision}`;
    const claim = await here.storage.mails.get(here.workspaceId, made.id, key);
    if (claim === undefined) throw new Error("It was not claimed.");
    expect(claim.state).toBe("sending");
    // As a function left it that crashed minutes ago.
    await here.storage.mails.write({ ...claim, at: Date.now() - 180_000 });
    expect(await failuresOf(here, post, [turn])).toEqual([expect.any(PermanentError)]);
    expect(post.mails).toEqual([]);
  });

  it("is not written to who is gone, or on no list any more, when its turn comes", async () => {
    const { here, post } = await mailed("gone");
    const turns = turnsOf(here);
    await here.apply(crm.says(deleted("ann", 1)));
    expect(await failuresOf(here, post, turns)).toEqual([]);
    expect(post.addresses).toEqual(["bo@acme.test"]);
  });

  it("is not written to who was suppressed meanwhile", async () => {
    const { here, post } = await mailed("suppressed");
    const turns = turnsOf(here);
    const of = { workspaceId: here.workspaceId, object: "contact" as const };
    await declareSuppression(here.context, of, { attribute: "consent", when: [false] });
    await here.settle();
    await here.apply(crm.says(set("ann", { consent: false }, 1)));
    expect(await failuresOf(here, post, turns)).toEqual([]);
    expect(post.addresses).toEqual(["bo@acme.test"]);
  });

  it("is not written once the program has ended", async () => {
    const { here, made, post } = await mailed("ended");
    const turns = turnsOf(here);
    await endProgram(here.context, made);
    expect(await failuresOf(here, post, turns)).toEqual([]);
    expect(post.mails).toEqual([]);
  });

  it("goes to the owner or a named address, once for each who enters, and cannot be stopped there", async () => {
    const owned = await mailed("owner", { to: "owner", text: "{{person.email}} is in." });
    await failuresOf(owned.here, owned.post, turnsOf(owned.here));
    expect(owned.post.addresses).toEqual(["priya@muster.test", "priya@muster.test"]);
    expect(owned.post.mails.map(({ text }) => text).sort()).toEqual([
      "ann@acme.test is in.",
      "bo@acme.test is in.",
    ]);
    expect(owned.post.mails.map(({ unsubscribe }) => unsubscribe)).toEqual([undefined, undefined]);
    const named = await mailed("named", { to: "desk@muster.test" });
    await failuresOf(named.here, named.post, turnsOf(named.here));
    expect(named.post.addresses).toEqual(["desk@muster.test", "desk@muster.test"]);
  });

  it("goes to the address that was told last, by whichever source", async () => {
    const { here, made, post } = await mailed("newest");
    await failuresOf(here, post, turnsOf(here));
    const leaveAndReturn = async (minute: number) => {
      await here.apply(crm.says(set("ann", { tier: "Tin" }, minute)));
      await here.settle();
      await here.apply(crm.says(set("ann", { tier: "Gold" }, minute + 1)));
      await here.settle();
      expect(await failuresOf(here, post, turnsOf(here))).toEqual([]);
    };
    await here.apply(prm.says(set("p-1", { email: "ann@acme.test" }, 1)));
    await here.apply(prm.says(set("p-1", { email: "Ann@new.test " }, 2)));
    await leaveAndReturn(3);
    expect(post.mails.at(-1)?.to).toBe("Ann@new.test");
    await here.apply(crm.says(set("ann", { email: "ann@newest.test" }, 5)));
    await leaveAndReturn(6);
    expect(post.mails.at(-1)?.to).toBe("ann@newest.test");
    await here.apply(prm.says(set("p-1", { email: " " }, 8)));
    await leaveAndReturn(9);
    expect(post.mails).toHaveLength(4);
    expect(await statesOf(here, made.id)).toEqual(["sent", "sent", "sent", "sent", "withheld"]);
  });

  it("is withheld from who has no address", async () => {
    const { here, made, post } = await mailed("addressless");
    await failuresOf(here, post, turnsOf(here));
    await here.apply(crm.says(set("di", { tier: "Gold" })));
    await here.settle();
    expect(await failuresOf(here, post, turnsOf(here))).toEqual([]);
    expect(await statesOf(here, made.id)).toEqual(["sent", "sent", "withheld"]);
  });
});

const notice = { id: "d-1", values: { stage: "Won" } };

describe("news of a deal by e-mail", () => {
  async function tell(here: World, program: Parameters<typeof addressNotice>[1]) {
    const keys = ["email:ann@acme.test", "email:bo@acme.test", "email:cy@acme.test"];
    await addressNotice(here.context, program, notice, keys);
    return here.programs.take().map((each) => ProgramMessage.parse(each));
  }

  it("goes to those who collaborate on it and are in the program, each by themselves", async () => {
    const { here, made, post } = await mailed(
      "deal",
      { subject: "Deal {{deal.id}}", text: "It is {{deal.stage}}, {{person.firstname|partner}}." },
      "deals",
    );
    expect(await failuresOf(here, post, turnsOf(here))).toEqual([]);
    expect(post.mails).toEqual([]);
    const news = await tell(here, made);
    post.errors.push(new RateLimitedError("Slowly.", 1_000));
    expect(await failuresOf(here, post, news)).toEqual([expect.any(RateLimitedError)]);
    expect(post.mails).toHaveLength(1);
    expect(await failuresOf(here, post, news)).toEqual([]);
    expect(post.addresses).toEqual(["ann@acme.test", "bo@acme.test"]);
    const toAnn = post.mails.find(({ to }) => to === "ann@acme.test");
    expect(toAnn).toMatchObject({ subject: "Deal d-1" });
    expect(toAnn?.text).toContain("It is Won, Ann.");
  });

  it.each(["ann", "bo"])("is sent to the others by a repeat where %s's is refused", async (who) => {
    const { here, made, post } = await mailed(`deal-refused-${who}`, {}, "deals");
    const news = await tell(here, made);
    let isDown = true;
    const refusing: MailSink = {
      async send(mail) {
        if (mail.to === `${who}@acme.test`) throw new PermanentError("Refused.");
        if (isDown) throw new RetryableError("Down.");
        await post.send(mail);
      },
    };
    expect(await failuresOf(here, refusing, news)).toEqual([expect.any(RetryableError)]);
    isDown = false;
    expect(await failuresOf(here, refusing, news)).toEqual([expect.any(PermanentError)]);
    expect(post.mails).toHaveLength(1);
  });

  it.each(["members", "owner"] as const)(
    "is not sent to the %s once the program has ended",
    async (to) => {
      const { here, made, post } = await mailed(`deal-ended-${to}`, { to }, "deals");
      const news = await tell(here, made);
      await endProgram(here.context, made);
      expect(await failuresOf(here, post, news)).toEqual([]);
      expect(post.mails).toEqual([]);
    },
  );

  it("goes to the owner once", async () => {
    const { here, made, post } = await mailed("deal-owner", { to: "owner" }, "deals");
    const news = await tell(here, made);
    for (const _ of ["once", "again"]) expect(await failuresOf(here, post, news)).toEqual([]);
    expect(post.addresses).toEqual(["priya@muster.test"]);
  });
});

describe("who wants no more, or cannot be reached", () => {
  /** As SES puts it on the default bus. */
  const cameBack = (token: string, told: object) =>
    ProgramMessage.parse({
      version: "0",
      source: "aws.ses",
      "detail-type": "Email Bounced",
      detail: { ...told, mail: { messageId: "m", tags: { mail: [token] } } },
    });
  const permanent = { eventType: "Bounce", bounce: { bounceType: "Permanent" } };
  const transient = { eventType: "Bounce", bounce: { bounceType: "Transient" } };
  const complaint = { eventType: "Complaint", complaint: {} };
  const noSpam = { eventType: "Complaint", complaint: { complaintFeedbackType: "not-spam" } };

  async function leaveAndReturn(here: World, id: string) {
    await here.apply(crm.says(set(id, { tier: "Tin" }, 1)));
    await here.settle();
    await here.apply(crm.says(set(id, { tier: "Gold" }, 2)));
    await here.settle();
  }

  it.each([
    ["a mailbox that is not there", permanent, false],
    ["a full mailbox", transient, true],
    ["a complaint", complaint, false],
    ["a complaint taken back", noSpam, true],
  ])("after %s", async (name, told, isWrittenTo) => {
    const { here, post } = await mailed(`back-${name.length}`);
    await failuresOf(here, post, turnsOf(here));
    const token = post.mails.find(({ to }) => to === "ann@acme.test")?.token ?? "";
    expect(await failuresOf(here, post, [cameBack(token, told)])).toEqual([]);
    await leaveAndReturn(here, "ann");
    expect(await failuresOf(here, post, turnsOf(here))).toEqual([]);
    expect(post.mails).toHaveLength(isWrittenTo ? 3 : 2);
  });

  it("stays so under the profile that theirs becomes one with, until it is lifted", async () => {
    const { here, post } = await mailed("stopped");
    await failuresOf(here, post, turnsOf(here));
    const token = post.mails.find(({ to }) => to === "ann@acme.test")?.token ?? "";
    expect(await stopMail(here.context, token, "unsubscribed")).toBe(true);
    expect(await stopMail(here.context, "nobody's", "unsubscribed")).toBe(false);
    await here.apply(prm.says(set("p-1", { phone: "1" })), crm.says(merged("ann", ["bo"], 1)));
    await leaveAndReturn(here, "ann");
    await failuresOf(here, post, turnsOf(here));
    expect(post.mails).toHaveLength(2);
    const [stop] = (await here.storage.mails.stops(here.workspaceId, 9)).items;
    expect(stop).toMatchObject({ reason: "unsubscribed" });
    await here.storage.mails.lift(here.workspaceId, stop?.profileId ?? "");
    await leaveAndReturn(here, "ann");
    await here.apply(crm.says(set("ann", { tier: "Tin" }, 3)));
    await here.settle();
    await here.apply(crm.says(set("ann", { tier: "Gold" }, 4)));
    await here.settle();
    await failuresOf(here, post, turnsOf(here));
    expect(post.mails.length).toBeGreaterThan(2);
  });
});
