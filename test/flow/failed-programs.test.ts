import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import { createProgram } from "../../shared/flow/define-program.ts";
import { retire } from "../../shared/flow/define-segment.ts";
import type { TestDatabase } from "../test-database.ts";
import { where } from "./messages.ts";
import { audience, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const certificate = { kind: "certificate", certificate: "Gold", onExit: "keep" } as const;

describe("a program whose segment cannot be made", () => {
  it("has ended at its start, and says why", async () => {
    const here = world("late failure");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    const from = here.now + 60_000;
    const wanted = { ...audience(here, [gold]), ...certificate, from };
    const { program: made } = await program(here, wanted);
    expect(made.state).toBe("scheduled");
    await retire(here.context, gold);
    await here.settle();
    here.now = from;
    expect(await advancePrograms(here.context)).toBe(1);
    const ended = await here.storage.programs.get(here.workspaceId, made.id);
    expect(ended).toMatchObject({
      state: "ended",
      endedAt: from,
      problem: expect.stringContaining(`reads segment ${gold.id}, which is not in use`),
    });
    expect(await advancePrograms(here.context)).toBe(0);
  });

  it("is refused where it was to start at once, with the same reason", async () => {
    const here = world("early failure");
    const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
    await retire(here.context, gold);
    await here.settle();
    const making = createProgram(here.context, { ...audience(here, [gold]), ...certificate });
    await expect(making).rejects.toMatchObject({ status: 409, message: /not in use/ });
    const [kept] = await here.storage.programs.current(here.workspaceId);
    expect(kept).toMatchObject({ state: "ended", problem: expect.stringContaining("not in use") });
  });
});
