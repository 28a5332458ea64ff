import { describe, expect, it } from "vitest";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import { AuthenticationError, SetupError } from "../../../shared/runtime/errors.ts";
import { keyedTarget, person } from "../keyed-target.ts";

const open = (courseId = "101") => keyedTarget("teachable-course", { courseId });

describe("a course at Teachable", () => {
  it("makes who is not known, enrols them, and enrols nobody twice", async () => {
    await using here = await open();
    await here.push([person("ann")]);
    expect(here.asked()).toEqual(["GET /users", "POST /users", "POST /enroll"]);
    expect(await here.push([person("ann")])).toEqual([{ profileId: "ann", state: "confirmed" }]);
    expect(here.asked()).toEqual(["GET /users", "GET /users/1"]);
    expect(await here.present()).toEqual(["ann@acme.test"]);
  });

  it("unenrols who leaves, and enrols who comes back again", async () => {
    await using here = await open();
    await here.push([person("ann"), person("bo")]);
    for (const _ of ["once", "again"]) {
      await here.push([], [person("ann"), person("nobody")]);
      expect(await here.present()).toEqual(["bo@acme.test"]);
    }
    await here.push([person("ann")]);
    expect(await here.present()).toEqual(["ann@acme.test", "bo@acme.test"]);
  });

  it("reads who is enrolled page by page, each person by themselves", async () => {
    await using here = await open();
    const people = Array.from({ length: 23 }, (_, index) => person(`p${index}`));
    await here.push(people);
    here.asked();
    expect(await here.present()).toHaveLength(23);
    const asked = here.asked();
    expect(asked.filter((each) => each === "GET /courses/101/enrollments")).toHaveLength(2);
    expect(asked).toHaveLength(2 + 23);
  });

  it("that does not exist says so, to pushes and to sweeps", async () => {
    await using here = await open("999");
    await expect(here.push([person("ann")])).rejects.toThrow(/no course 999/);
    await expect(here.present()).rejects.toBeInstanceOf(SetupError);
    await expect(open("onboarding")).rejects.toThrow(/no id of a course/);
  });

  it("says after how many seconds to come again", async () => {
    await using here = await open();
    here.line.disturb(() => ({ status: 429, headers: { "ratelimit-reset": "47" }, json: {} }));
    await expect(here.push([person("ann")])).rejects.toMatchObject({ retryAfterMs: 47_000 });
  });

  it("is entered by the school's key only", async () => {
    await using here = await open();
    const { key } = connectorOf("teachable");
    const given = { name: "School", baseUrl: `${here.line.url}/teachable` };
    await key?.check?.({ ...given, apiKey: here.sandbox.keys.teachable });
    const wrong = key?.check?.({ ...given, apiKey: "another" });
    await expect(wrong).rejects.toBeInstanceOf(AuthenticationError);
  });
});
