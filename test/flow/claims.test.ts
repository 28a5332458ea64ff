import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { followPointers } from "../../shared/flow/follow-pointers.ts";
import { profileIdOf } from "../../shared/profiles/profile-id.ts";
import type { TestDatabase } from "../test-database.ts";
import { crm, deleted, merged, prm, Source, set } from "./messages.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const lms = new Source("lms", 3);

async function profileOf(here: World, connectionId: string, recordId: string) {
  const { workspaceId } = here;
  const id = profileIdOf(workspaceId, "contact", connectionId, recordId);
  return followPointers(here.storage, { workspaceId, object: "contact", id });
}

async function holder(here: World, claim: string) {
  const of = { workspaceId: here.workspaceId, object: "contact" } as const;
  return (await here.storage.claims.holders(of, [claim])).get(claim);
}

describe("an e-mail that nobody has any more", () => {
  it("is free again when its holder changed it in the very change that joined another", async () => {
    const here = world("released-by-join");
    await here.apply(crm.says(set("1", { email: "new@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "old@acme.test" }, 1)));
    await here.apply(prm.says(set("p1", { email: "new@acme.test" }, 2)));
    expect(await holder(here, "email:old@acme.test")).toBeUndefined();
    await here.apply(lms.says(set("bob", { email: "old@acme.test" }, 3)));
    expect((await profileOf(here, "lms", "bob"))?.id).not.toBe(
      (await profileOf(here, "crm", "1"))?.id,
    );
  });

  it("is free again once the record that had it is deleted", async () => {
    const here = world("released-by-deletion");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(crm.says(deleted("1", 2)));
    expect(await holder(here, "email:ann@acme.test")).toBeUndefined();
  });
});

describe("a duplicate", () => {
  it("that is merged in the source leaves the e-mail with its holder", async () => {
    const here = world("merge-duplicate");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(crm.says(set("2", { email: "ann@acme.test" }, 2)));
    await here.apply(crm.says(merged("3", ["2"], 3)));
    expect((await profileOf(here, "crm", "3"))?.records).toHaveLength(2);
    expect(await holder(here, "email:ann@acme.test")).toBe((await profileOf(here, "crm", "1"))?.id);
  });

  it("that joins somebody else by a second e-mail does not take the first from its holder", async () => {
    const here = world("join-duplicate");
    await here.apply(crm.says(set("1", { email: "shared@acme.test" }, 1)));
    await here.apply(crm.says(set("2", { email: "own@acme.test" }, 1)));
    await here.apply(prm.says(set("p", { email: "own@acme.test" }, 1)));
    await here.apply(lms.says(set("l", { email: "third@acme.test" }, 1)));
    await here.apply(crm.says(set("2", { email: "shared@acme.test" }, 2)));
    await here.apply(prm.says(set("p", { email: "third@acme.test" }, 3)));
    const first = await profileOf(here, "crm", "1");
    expect((await profileOf(here, "crm", "2"))?.id).toBe((await profileOf(here, "lms", "l"))?.id);
    expect(await holder(here, "email:shared@acme.test")).toBe(first?.id);
    await here.apply(crm.says(set("1", { email: "moved@acme.test" }, 4)));
    expect((await profileOf(here, "crm", "1"))?.claims).toEqual(["email:moved@acme.test"]);
  });

  it("takes the e-mail over at its next change once the holder gave it up", async () => {
    const here = world("inherit-claim");
    await here.apply(crm.says(set("1", { email: "ann@acme.test" }, 1)));
    await here.apply(crm.says(set("2", { email: "ann@acme.test" }, 2)));
    await here.apply(crm.says(deleted("1", 3)));
    await here.apply(crm.says(set("2", { city: "Oslo" }, 4)));
    expect(await holder(here, "email:ann@acme.test")).toBe((await profileOf(here, "crm", "2"))?.id);
  });
});

describe("an e-mail too long to be one", () => {
  it("is an ordinary value and claims nothing", async () => {
    const here = world("long-email");
    await here.apply(crm.says(set("1", { email: `${"a".repeat(5_000)}@acme.test` }, 1)));
    expect((await profileOf(here, "crm", "1"))?.claims).toEqual([]);
  });
});
