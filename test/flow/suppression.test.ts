import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compareVersions } from "../../shared/flow/compare-versions.ts";
import { declareSuppression } from "../../shared/flow/declare-suppression.ts";
import { addCandidate } from "../../shared/flow/define-segment.ts";
import { explainMembership } from "../../shared/flow/explain-membership.ts";
import { presentIndex } from "../../shared/flow/membership-now.ts";
import { previewRule } from "../../shared/flow/preview-rule.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, prm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;
const gold = { name: "Gold", rule: where("tier", "=", "Gold") };
const optedOut = { attribute: "optedOut", when: [true] };

async function declare(here: World, law: Parameters<typeof declareSuppression>[2]): Promise<void> {
  const { workspaceId } = here;
  await declareSuppression(here.context, { workspaceId, object: "contact" }, law);
  here.context.index.forget();
  await here.settle();
}

function idIn(here: World, recordId = "1"): string {
  return profileIdOf(here.workspaceId, "contact", "crm", recordId);
}

describe("whom a rule would find", () => {
  it("are those who may be members; the suppressed are told of apart", async () => {
    const here = world("previewed");
    const segment = await here.segment(gold);
    await declare(here, optedOut);
    await here.apply(
      crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Gold", optedOut: true })),
      crm.says(set("3", { tier: "Tin", optedOut: true })),
    );
    await here.settle();
    const { context, workspaceId } = here;
    const snapshot = await presentIndex(context, workspaceId);
    const rule = where("tier", "=", "Gold");
    const found = await previewRule(context, snapshot, { object: "contact", rule });
    expect(found).toMatchObject({ count: 1, profiles: 1, suppressed: 1 });
    expect(found.sample).toMatchObject([{ profileId: idIn(here) }]);
    expect(found.conditions).toMatchObject([{ holds: 1, unknown: 0, keepsOut: 0 }]);

    const other = where("optedOut", "=", true);
    const candidate = await addCandidate(context, segment, other);
    const [live] = segment.versions;
    if (live === undefined) throw new Error("The segment has no version.");
    const compared = await compareVersions(context, snapshot, segment, candidate, live);
    expect(compared).toMatchObject({
      profiles: 1,
      enter: { count: 0 },
      leave: { count: 1 },
      stay: { count: 0 },
    });
  });
});

describe("a suppressed profile", () => {
  it("leaves every list at once, whatever their grace, and comes back when it is not any more", async () => {
    const here = world("leaves");
    const segment = await here.segment({ ...gold, exitGrace: "P14D" });
    const other = await here.segment({ name: "Not Silver", rule: where("tier", "!=", "Silver") });
    await declare(here, optedOut);
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(segment)).toEqual([idIn(here)]);
    here.now += aDay;
    await here.apply(crm.says(set("1", { optedOut: true }, 5)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect(await here.members(other)).toEqual([]);
    expect((await here.transitions(segment)).at(-1)).toMatchObject({
      kind: "exited",
      cause: { kind: "change", attribute: "optedOut", connection: "crm" },
    });
    // Nothing it does or is brings it onto a list.
    await here.apply(
      crm.says(set("1", { tier: "Silver" }, 6)),
      crm.says(set("1", { tier: "Gold" }, 7)),
    );
    await here.travel(here.now + 20 * aDay);
    expect(await here.members(segment)).toEqual([]);
    await here.apply(crm.says(set("1", { optedOut: false }, 8)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idIn(here)]);
    expect(await here.members(other)).toEqual([idIn(here)]);
  });

  it("is explained: the rule matches, and it is suppressed since", async () => {
    const here = world("explained");
    const segment = await here.segment(gold);
    await declare(here, optedOut);
    await here.apply(crm.says(set("1", { tier: "Gold", optedOut: true })));
    await here.settle();
    const key = { workspaceId: here.workspaceId, object: "contact", id: idIn(here) } as const;
    const profile = (await here.storage.profiles.read([key])).get(key.id);
    if (profile === undefined) throw new Error("there is no profile");
    const explained = await explainMembership(here.context, profile, segment);
    expect(explained).toMatchObject({ member: false, tree: { truth: true } });
    expect(profile.suppressed?.since).toBe(here.now);
  });

  it("is so by whatever source says it last, and by a merge", async () => {
    const here = world("merge");
    const segment = await here.segment(gold);
    await declare(here, optedOut);
    await here.apply(crm.says(set("1", { tier: "Gold", email: "zoe@acme.test" })));
    await here.settle();
    await here.apply(prm.says(set("9", { optedOut: true })));
    await here.apply(prm.says(set("9", { email: "zoe@acme.test" }, 2)));
    await here.settle();
    expect(await here.members(segment)).toEqual([]);
    expect(await here.size(segment)).toBe(0);
    await here.apply(prm.says(deleted("9", 3)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idIn(here)]);
  });
});

describe("a law of consent", () => {
  it("keeps off whoever has not consented, also who was a member before it was declared", async () => {
    const here = world("consent");
    const segment = await here.segment(gold);
    await here.apply(
      crm.says(set("1", { tier: "Gold", consent: "granted" }), set("2", { tier: "Gold" })),
    );
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    await declare(here, { attribute: "consent", unless: ["granted"] });
    expect(await here.members(segment)).toEqual([idIn(here, "1")]);
    await here.apply(crm.says(set("2", { consent: "granted" }, 3)));
    await here.settle();
    expect(await here.members(segment)).toHaveLength(2);
    await here.apply(crm.says(set("1", { consent: null }, 4)));
    await here.settle();
    expect(await here.members(segment)).toEqual([idIn(here, "2")]);
    await declare(here, undefined);
    expect(await here.members(segment)).toHaveLength(2);
  });
});
