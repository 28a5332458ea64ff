import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advancePrograms } from "../../shared/flow/advance-programs.ts";
import { createProgram, editProgram, endProgram } from "../../shared/flow/define-program.ts";
import { recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { connectAcademy } from "./academy.ts";
import { crm, set, where } from "./messages.ts";
import { audience, deliver, program } from "./programs.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
  ({ database, world } = await World.start());
});
afterAll(() => database.stop());

/** Three people and what they are; a learning system that says what it was asked. */
async function academy(name: string, baseUrl: string) {
  const here = world(name);
  await connectAcademy(here, baseUrl);
  const is = (id: string, tier: string, phase: string) =>
    set(id, { tier, phase, email: `${id}@acme.test` });
  await here.apply(
    crm.says(is("ann", "Gold", "new"), is("bo", "Gold", "done"), is("cy", "Tin", "new")),
  );
  const gold = await here.segment({ name: "Gold", rule: where("tier", "=", "Gold") });
  const done = await here.segment({ name: "Done", rule: where("phase", "=", "done") });
  return { here, gold, done };
}

const course = { kind: "course", connectionId: "lms", courseId: "c1" } as const;
const dayMs = 86_400_000;

/** As `PUT ann`: what the learning system was asked, in order of asking. */
function asked(requests: readonly { readonly method: string; readonly path: string }[]): string[] {
  return requests.map(({ method, path }) => `${method} ${/enrolments\/(\w+)/.exec(path)?.[1]}`);
}

describe("a program that acts", () => {
  it("enrols who is in a segment it includes and in none it excludes, and withdraws who leaves", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold, done } = await academy("enrol", server.url);
    await program(here, { ...audience(here, [gold], [done]), ...course, onExit: "withdraw" });
    await deliver(here);
    expect(asked(server.requests)).toEqual(["PUT ann"]);
    await here.apply(crm.says(set("bo", { phase: "new" }, 1), set("ann", { phase: "done" }, 1)));
    await here.settle();
    await deliver(here);
    expect(asked(server.requests).slice(1).sort()).toEqual(["DELETE ann", "PUT bo"]);
  });

  it("keeps who left enrolled where it says so, and enrols who comes back no second time", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold } = await academy("keep", server.url);
    await program(here, { ...audience(here, [gold]), ...course, onExit: "keep" });
    await here.apply(crm.says(set("ann", { tier: "Tin" }, 1)));
    await here.settle();
    await deliver(here);
    expect(asked(server.requests)).toEqual(["PUT bo"]);
    await here.apply(crm.says(set("bo", { tier: "Tin" }, 2)));
    await here.settle();
    await deliver(here);
    expect(asked(server.requests)).toEqual(["PUT bo"]);
  });

  it("tells an automation's address of what it is on only, signed", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold } = await academy("automation", server.url);
    const automation = { kind: "automation", url: `${server.url}/hook`, on: ["exited"] } as const;
    const { secret } = await program(here, {
      ...audience(here, [gold]),
      ...automation,
      on: ["exited"],
    });
    expect(secret).toMatch(/^whsec_/);
    await deliver(here);
    expect(server.requests).toEqual([]);
    await here.apply(crm.says(set("ann", { tier: "Tin" }, 1)));
    await here.settle();
    await deliver(here);
    expect(server.requests.map(({ body }) => JSON.parse(body))).toMatchObject([
      { type: "segment.exited", data: { identities: [{ id: "ann" }, { id: "ann@acme.test" }] } },
    ]);
    expect(server.requests[0]?.headers["webhook-signature"]).toMatch(/^v1,/);
  });

  it("begins and ends with its window", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold } = await academy("window", server.url);
    const window = { from: here.now + dayMs, until: here.now + 2 * dayMs };
    const made = await program(here, {
      ...audience(here, [gold]),
      ...course,
      onExit: "withdraw",
      ...window,
    });
    expect(made.program.state).toBe("scheduled");
    await advancePrograms(here.context);
    await here.settle();
    await deliver(here);
    expect(asked(server.requests)).toEqual([]);
    here.now = window.from;
    await advancePrograms(here.context);
    await here.settle();
    await deliver(here);
    expect(asked(server.requests).sort()).toEqual(["PUT ann", "PUT bo"]);
    here.now = window.until;
    await advancePrograms(here.context);
    await here.settle();
    await deliver(here);
    expect(asked(server.requests).slice(2).sort()).toEqual(["DELETE ann", "DELETE bo"]);
    expect(await advancePrograms(here.context)).toBe(0);
  });

  it("is started by the schedule where its making was cut off", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold } = await academy("cut-off", server.url);
    const { builds } = here.context.queues;
    const crash = { send: () => Promise.reject(new Error("cut off")) };
    const broken = { ...here.context, queues: { ...here.context.queues, builds: crash } };
    const wanted = { ...audience(here, [gold]), ...course, onExit: "withdraw" } as const;
    await expect(createProgram(broken, wanted)).rejects.toThrow("cut off");
    expect(builds).toBe(here.context.queues.builds);
    await advancePrograms(here.context);
    await here.settle();
    await deliver(here);
    expect(asked(server.requests).sort()).toEqual(["PUT ann", "PUT bo"]);
    expect((await here.storage.programs.page(here.workspaceId, 9)).items).toMatchObject([
      { state: "active" },
    ]);
  });

  it("takes another audience without anybody leaving who stays", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold, done } = await academy("audience", server.url);
    const made = await program(here, { ...audience(here, [gold]), ...course, onExit: "withdraw" });
    await deliver(here);
    await editProgram(here.context, made.program, { ...made.program, exclude: [done.id] });
    await here.settle();
    await deliver(here);
    expect(asked(server.requests).sort()).toEqual(["DELETE bo", "PUT ann", "PUT bo"]);
  });

  it("leaves out its holdout, the same people always", async () => {
    await using server = await recordingServer(() => ({ status: 200 }));
    const { here, gold } = await academy("holdout", server.url);
    const people = Array.from({ length: 60 }, (_, at) =>
      set(`p${at}`, { tier: "Gold", email: `p${at}@acme.test` }),
    );
    await here.apply(crm.says(...people));
    const wanted = { ...audience(here, [gold]), ...course, onExit: "withdraw" } as const;
    const made = await program(here, { ...wanted, holdoutPercent: 50 });
    const members = await here.members(made.program);
    expect(members.length).toBeGreaterThan(15);
    expect(members.length).toBeLessThan(47);
    await endProgram(here.context, made.program);
    await here.settle();
    expect(await here.members(made.program)).toEqual([]);
  });
});
