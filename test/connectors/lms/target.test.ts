import { beforeEach, describe, expect, it } from "vitest";
import { targetOf } from "../../../shared/connectors/registry.ts";
import {
  AuthenticationError,
  PermanentError,
  RateLimitedError,
} from "../../../shared/runtime/errors.ts";
import { recordingServer } from "../recording-server.ts";
import { sampleConnection, sampleDestination, samplePush } from "../samples.ts";

const course = targetOf("course");
const destination = sampleDestination("course", { courseId: "c/1" });
const ann = samplePush("p1", { email: "ann+x@acme.test", recordId: "7" });

beforeEach(() => {
  process.env["MUSTER_ALLOW_PRIVATE_WEBHOOKS"] = "1";
});

function at(baseUrl: string) {
  return sampleConnection({ kind: "lms", baseUrl, secrets: ["lms-token"] });
}

describe("a course", () => {
  it("enrols by e-mail, withdraws, and takes somebody already gone as withdrawn", async () => {
    await using server = await recordingServer(({ method }) => ({
      status: method === "PUT" ? 201 : 404,
    }));
    const connection = at(`${server.url}/lms/`);
    const remove = [samplePush("p2", { recordId: "8" })];
    const outcomes = await course.push({ destination, connection, add: [ann], remove, now: 0 });
    expect(outcomes.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
    expect(server.requests.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
      "DELETE /lms/courses/c%2F1/enrolments/8",
      "PUT /lms/courses/c%2F1/enrolments/ann%2Bx%40acme.test",
    ]);
    expect(server.requests[0]?.headers.authorization).toBe("Bearer lms-token");
  });

  it("cannot enrol somebody without an e-mail, and says so", async () => {
    const connection = at("http://127.0.0.1:9");
    const add = [samplePush("p3")];
    expect(await course.push({ destination, connection, add, remove: [], now: 0 })).toMatchObject([
      { profileId: "p3", state: "refused", reason: expect.stringContaining("e-mail") },
    ]);
  });

  it.each([
    [401, AuthenticationError, /connect again/],
    [404, PermanentError, /course c\/1 does not exist/],
    [429, RateLimitedError, /fewer/],
  ])("answered %i", async (status, kind, words) => {
    await using server = await recordingServer(() => ({ status }));
    const pushed = course.push({
      destination,
      connection: at(server.url),
      add: [ann],
      remove: [],
      now: 0,
    });
    await expect(pushed).rejects.toThrow(kind);
    await expect(pushed).rejects.toThrow(words);
  });
});
