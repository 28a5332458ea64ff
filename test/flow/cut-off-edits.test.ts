import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import { editProgram } from "../../shared/flow/define-program.ts";
import { retireOutlived } from "../../shared/flow/retire-outlived.ts";
import { applyPolicyEdit, notePolicyEdit } from "../../shared/flow/segment-policy.ts";
import { RetryableError } from "../../shared/runtime/errors.ts";
import { Client } from "../api/client.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, set, where } from "./messages.ts";
import { audience, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const aMinute = 60_000;

/** Waits until what was noted has come, and does it. */
async function aMinuteLater(here: World): Promise<void> {
  here.now += aMinute;
  await retireOutlived(here.context);
  await advancePrograms(here.context);
  await here.settle();
}

describe("an edit of a segment's edge that was stored and then cut off", () => {
  it("is known to every writer a minute later", async () => {
    const here = world("policy");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await here.apply(crm.says(set("1", { tier: "Gold" })));
    await notePolicyEdit(here.context, gold);
    await here.storage.segments.write({ ...gold, exitGrace: "P14D" });
    await aMinuteLater(here);
    await here.apply(crm.says(set("1", { tier: "Tin" }, 5)));
    await here.settle();
    expect(await here.members(gold)).toHaveLength(1);
  });

  it("has nobody looked at where it never was stored", async () => {
    const here = world("no policy");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await notePolicyEdit(here.context, gold);
    here.now += aMinute;
    await retireOutlived(here.context);
    expect(here.builds.messages).toEqual([]);
  });

  it("needs one look, and then none, where somebody else edited at the same moment", async () => {
    const here = world("two policies");
    const client = await Client.of(here);
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const { segments } = here.storage;
    const write = segments.write.bind(segments);
    segments.write = async (segment) => {
      segments.write = write;
      here.now += 1;
      await write({ ...gold, description: "Of Ben's." });
      return write(segment);
    };
    const body = { exitGrace: "P14D" };
    const { status } = await client.call("PATCH", `/api/v1/segments/${gold.id}`, { body });
    expect(status).toBe(200);
    const noted = await here.storage.retirements.upTo(here.now + aMinute);
    expect(noted.filter(({ workspaceId }) => workspaceId === here.workspaceId)).toEqual([]);
  });

  it("needs no look where it was not cut off", async () => {
    const here = world("whole policy");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const look = await notePolicyEdit(here.context, gold);
    const stored = await here.storage.segments.write({ ...gold, exitGrace: "P14D" });
    await applyPolicyEdit(here.context, stored, look);
    await here.settle();
    const noted = await here.storage.retirements.upTo(here.now + aMinute);
    expect(noted.filter(({ workspaceId }) => workspaceId === here.workspaceId)).toEqual([]);
  });
});

describe("an edit of a program's audience that was cut off", () => {
  async function rewarded(name: string) {
    const here = world(name);
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const tin = await here.segment({ name: "Tin", rule: where("tier", "=", "Tin") });
    await here.apply(crm.says(set("1", { tier: "Gold" }), set("2", { tier: "Tin" })));
    const wanted = { kind: "certificate", certificate: "Gold", onExit: "keep" } as const;
    const { program: made } = await program(here, { ...audience(here, [gold]), ...wanted });
    const before = await here.members(made);
    expect(before).toHaveLength(1);
    const edit = () => editProgram(here.context, made, { ...made, include: [tin.id] });
    const states = async () => {
      const segment = await here.storage.segments.get(here.workspaceId, made.id);
      return segment?.versions.map(({ state }) => state);
    };
    return { here, made, before, edit, states };
  }

  /** The function ends before the program itself is stored. */
  async function cutOff(here: World, edit: () => Promise<unknown>): Promise<void> {
    const { programs } = here.storage;
    const write = programs.write.bind(programs);
    programs.write = () => Promise.reject(new RetryableError("The function ended."));
    await expect(edit()).rejects.toThrow("The function ended.");
    programs.write = write;
  }

  it("did not happen: its segment holds whom the program as it is stored is for", async () => {
    const { here, made, before, edit } = await rewarded("audience");
    await cutOff(here, edit);
    await here.settle();
    expect(await here.members(made)).not.toEqual(before);
    await aMinuteLater(here);
    expect(await here.members(made)).toEqual(before);
  });

  it("is undone once it is built, and leaves no version behind for each look until then", async () => {
    const { here, made, before, edit, states } = await rewarded("slow audience");
    await cutOff(here, edit);
    for (let look = 0; look < 3; look += 1) {
      here.now += aMinute;
      await advancePrograms(here.context);
    }
    expect(await states()).toEqual(["live", "building"]);
    await here.settle();
    await aMinuteLater(here);
    expect(await here.members(made)).toEqual(before);
    expect(await states()).toHaveLength(3);
  });

  it("goes on with the version that it had added", async () => {
    const { here, edit, states } = await rewarded("added audience");
    const { segments } = here.storage;
    const write = segments.write.bind(segments);
    segments.write = async (segment) => {
      segments.write = () => Promise.reject(new RetryableError("The function ended."));
      return write(segment);
    };
    await expect(edit()).rejects.toThrow("The function ended.");
    segments.write = write;
    await edit();
    expect(await states()).toEqual(["live", "building"]);
  });
});

describe("the audience of a program", () => {
  it("is not changed again while it is built, and then nothing is left behind", async () => {
    const here = world("busy audience");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const tin = await here.segment({ name: "Tin", rule: where("tier", "=", "Tin") });
    const wanted = { kind: "certificate", certificate: "Gold", onExit: "keep" } as const;
    const { program: made } = await program(here, { ...audience(here, [gold]), ...wanted });
    const edited = await editProgram(here.context, made, { ...made, include: [tin.id] });
    const again = { ...edited, include: [gold.id, tin.id] };
    await expect(editProgram(here.context, edited, again)).rejects.toMatchObject({ status: 409 });
    const segment = await here.storage.segments.get(here.workspaceId, made.id);
    expect(segment?.versions).toHaveLength(2);
  });
});
