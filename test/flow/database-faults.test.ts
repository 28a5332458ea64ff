import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newProfile, type Profile } from "../../shared/profiles/profile.ts";
import { ConflictError, PermanentError, RetryableError } from "../../shared/runtime/errors.ts";
import { openStorage } from "../../shared/storage/storage.ts";
import { type Reply, recordingServer } from "../connectors/recording-server.ts";
import type { TestDatabase } from "../test-database.ts";
import { World } from "./world.ts";

let database: TestDatabase;
let world: (name: string) => World;
beforeAll(async () => ({ database, world } = await World.start()));
afterAll(() => database.stop());

const names = { profiles: "profiles", views: "views", registry: "registry" };
const key = { workspaceId: "w", object: "contact", id: "0" } as const;

/** What a write ends in where the database answers like this. */
async function writing(reply: Reply | undefined): Promise<unknown> {
  await using server = await recordingServer(() => reply);
  const endpoint = process.env["AWS_ENDPOINT_URL_DYNAMODB"];
  process.env["AWS_ENDPOINT_URL_DYNAMODB"] = server.url;
  const { profiles } = openStorage(names);
  const profile = { ...newProfile(key, 0), revision: 1 };
  try {
    const note = { at: 0, history: [], flips: [] };
    return await profiles.write({ profile, note, read: 0 }).catch((error: unknown) => error);
  } finally {
    process.env["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint;
  }
}

function fault(name: string): Reply {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  return { status: 400, headers, json: { __type: `com.amazonaws#${name}`, message: "no" } };
}

describe("a write of a profile", () => {
  it("is given up in time when the database says nothing", async () => {
    const startedAt = performance.now();
    expect(await writing(undefined)).toBeInstanceOf(RetryableError);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it.each(["ThrottlingException", "AccessDeniedException", "ExpiredTokenException", "Unheard"])(
    "comes back after %s: the next hour may be better",
    async (name) => {
      expect(await writing(fault(name))).toBeInstanceOf(RetryableError);
    },
  );

  it("is read and decided anew where a transaction was about the same item", async () => {
    expect(await writing(fault("TransactionConflictException"))).toBeInstanceOf(ConflictError);
  });

  it("is not tried again where the database will never take it", async () => {
    expect(await writing(fault("ValidationException"))).toBeInstanceOf(PermanentError);
  });
});

describe("an item larger than the database takes", () => {
  const large = (id: string): Profile => ({
    ...newProfile({ ...key, id }, 0),
    revision: 1,
    // What repeats itself would be packed to less.
    cells: { note: { crm: { value: randomBytes(420_000).toString("hex"), at: 1, rank: 1 } } },
  });
  const note = { at: 0, history: [], flips: [] };

  it("is refused for good, alone and in a transaction", async () => {
    const { storage } = world("large");
    const alone = { profile: large("a"), note, read: 0 };
    await expect(storage.profiles.write(alone)).rejects.toThrow(PermanentError);
    const claims = { holder: large("b"), held: ["email:a"], released: [], takenFrom: [] };
    const together = storage.claims.commit([{ profile: large("b"), note, read: 0 }], claims);
    await expect(together).rejects.toThrow(PermanentError);
  });
});
