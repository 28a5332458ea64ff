import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addCandidate, promote, retire } from "../../shared/flow/define-segment.ts";
import { listMembers } from "../../shared/flow/list-members.ts";
import { presentIndex } from "../../shared/flow/membership-now.ts";
import { previewRule } from "../../shared/flow/preview-rule.ts";
import { referenceProblems } from "../../shared/flow/segment-references.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aDay = 86_400_000;

function and(...rules: RuleGroup["rules"]): RuleGroup {
  return { combinator: "and", rules };
}

function segment(operator: "in" | "notIn", ...ids: string[]) {
  return { field: "segment", operator, value: ids };
}

describe("a segment that reads another", () => {
  it("follows it in the same write, for the same cause", async () => {
    const here = world("follow");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const invited = await here.segment({ name: "Invited", rule: and(segment("in", gold.id)) });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.settle();
    expect(await here.members(invited)).toEqual(await here.members(gold));
    const [entered] = await here.transitions(invited);
    expect(entered).toMatchObject({
      kind: "entered",
      cause: { kind: "change", attribute: "tier" },
    });
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
    await here.settle();
    expect(await here.members(invited)).toEqual([]);
  });

  it("holds everybody but its members with notIn", async () => {
    const here = world("minus");
    const inactive = await here.segment({ name: "Inactive", rule: where("active", "=", false) });
    const rule = and(
      { field: "kind", operator: "=", value: "partner" },
      segment("notIn", inactive.id),
    );
    await here.apply(
      crm.says(
        set("1", { kind: "partner", active: true }),
        set("2", { kind: "partner", active: false }),
        set("3", { kind: "partner" }),
        set("4", { kind: "customer" }),
      ),
    );
    const partners = await here.segment({ name: "All partners but inactive ones", rule });
    expect(await here.members(partners)).toHaveLength(2);
    await here.apply(crm.says(set("2", { active: true }, 1), set("1", { active: false }, 1)));
    await here.settle();
    expect(await here.members(partners)).toHaveLength(2);
    expect((await here.transitions(partners)).map(({ kind }) => kind).slice(2)).toEqual(
      expect.arrayContaining(["entered", "exited"]),
    );
  });

  it("can be previewed before any rule reads the other", async () => {
    const here = world("preview");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Silver" })));
    await here.settle();
    const snapshot = await presentIndex(here.context, here.workspaceId);
    const count = async (operator: "in" | "notIn"): Promise<number> => {
      const rule = and(segment(operator, gold.id));
      return (await previewRule(here.context, snapshot, { object: "contact", rule })).count;
    };
    expect([await count("in"), await count("notIn")]).toEqual([1, 1]);
  });

  it("says nothing where one turn takes back the other", async () => {
    const here = world("net");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const rule: RuleGroup = {
      combinator: "or",
      rules: [segment("in", gold.id), { field: "tier", operator: "=", value: "Silver" }],
    };
    const either = await here.segment({ name: "Gold or Silver", rule });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await here.apply(crm.says(set("1", { tier: "Silver" }, 1)));
    await here.apply(crm.says(set("1", { tier: "Gold" }, 2)));
    await here.settle();
    expect((await here.transitions(either)).map(({ kind }) => kind)).toEqual(["entered"]);
  });

  it("follows time through several steps", async () => {
    const here = world("time");
    const rule = where("certifiedAt", "inLast", "P30D");
    const certified = await here.segment({ name: "Certified", rule });
    const eligible = await here.segment({
      name: "Eligible",
      rule: and(segment("in", certified.id)),
    });
    const others = await here.segment({ name: "Others", rule: and(segment("notIn", eligible.id)) });
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-01T08:00:00Z" })));
    await here.settle();
    expect(await here.members(eligible)).toHaveLength(1);
    expect(await here.members(others)).toEqual([]);
    await here.travel(Date.parse("2026-11-01T08:00:00Z") + 31 * aDay);
    expect(await here.members(eligible)).toEqual([]);
    expect((await here.transitions(others)).at(-1)).toMatchObject({
      kind: "entered",
      at: "2026-12-01T08:00:00.000Z",
      cause: { kind: "time" },
    });
  });

  it("lets nobody see a member past the instant, though the other's turn is not yet written", async () => {
    const here = world("overdue");
    const rule = where("certifiedAt", "inLast", "P30D");
    const certified = await here.segment({ name: "Certified", rule });
    const eligible = await here.segment({
      name: "Eligible",
      rule: and(segment("in", certified.id)),
    });
    await here.apply(crm.says(set("1", { certifiedAt: "2026-11-01T08:00:00Z" })));
    await here.settle();
    const shown = async () => (await listMembers(here.context, eligible, { limit: 10 })).members;
    expect(await shown()).toHaveLength(1);
    here.now = Date.parse("2026-12-01T08:00:00Z");
    expect(await here.members(eligible)).toHaveLength(1);
    expect(await shown()).toEqual([]);
  });

  it("follows a new version of the other one", async () => {
    const here = world("version");
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Silver" })));
    const best = await here.segment({ name: "Best", rule: where("tier", "=", "Gold") });
    const invited = await here.segment({ name: "Invited", rule: and(segment("in", best.id)) });
    const before = await here.members(invited);
    await addCandidate(here.context, best, where("tier", "=", "Silver"));
    const edited = await here.storage.segments.get(here.workspaceId, best.id);
    if (edited === undefined) throw new Error("the segment is gone");
    await promote(here.context, edited, 2);
    await here.settle();
    expect(await here.members(invited)).toEqual(await here.members(best));
    expect(await here.members(invited)).not.toEqual(before);
  });
});

describe("what stands against reading a segment", () => {
  it("is that it is missing, of another kind, or itself", async () => {
    const here = world("problems");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const { workspaceId } = here;
    const problems = async (object: "contact" | "company", id: string | undefined, read: string) =>
      referenceProblems(
        here.context,
        { workspaceId, object, name: "Mine", ...(id === undefined ? {} : { id }) },
        and(segment("in", read)),
      );
    expect(await problems("contact", undefined, gold.id)).toEqual([]);
    expect(await problems("contact", undefined, "seg_none")).toMatchObject([
      { pointer: "/rules/0/value/0", message: expect.stringContaining("There is no segment") },
    ]);
    expect(await problems("company", undefined, gold.id)).toMatchObject([
      { message: expect.stringContaining("holds contacts") },
    ]);
    expect(await problems("contact", gold.id, gold.id)).toMatchObject([
      { message: expect.stringContaining("cannot read itself") },
    ]);
  });

  it("is a circle, with the way named", async () => {
    const here = world("circle");
    const one = await here.segment({ name: "One", rule: where("tier", "=", "Gold") });
    const two = await here.segment({ name: "Two", rule: and(segment("in", one.id)) });
    const three = await here.segment({ name: "Three", rule: and(segment("in", two.id)) });
    const [problem] = await referenceProblems(here.context, one, and(segment("notIn", three.id)));
    expect(problem?.message).toContain('One reads "Three" reads "Two" reads One');
  });

  it("is a circle that two edits at once would close", async () => {
    const here = world("race");
    const one = await here.segment({ name: "One", rule: where("tier", "=", "Gold") });
    const two = await here.segment({ name: "Two", rule: where("tier", "=", "Gold") });
    await addCandidate(here.context, one, and(segment("in", two.id)));
    await addCandidate(here.context, two, and(segment("in", one.id)));
    const edited = await Promise.all(
      [one, two].map(({ id }) => here.storage.segments.get(here.workspaceId, id)),
    );
    const outcomes = await Promise.allSettled(
      edited.map((each) => {
        if (each === undefined) throw new Error("the segment is gone");
        return promote(here.context, each, 2);
      }),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeLessThan(2);
  });

  it("keeps a segment that others read from being retired, and names them", async () => {
    const here = world("retire");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const invited = await here.segment({ name: "Invited", rule: and(segment("in", gold.id)) });
    await expect(retire(here.context, gold)).rejects.toThrow(
      '"Invited" read the members of "Gold"',
    );
    await retire(here.context, invited);
    await here.settle();
    await expect(retire(here.context, gold)).resolves.toMatchObject({ state: "retired" });
  });
});
