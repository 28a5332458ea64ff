import { describe, expect, it } from "vitest";
import { connectorOf } from "../../../shared/connectors/registry.ts";
import {
  AuthenticationError,
  RateLimitedError,
  SetupError,
} from "../../../shared/runtime/errors.ts";
import { keyedTarget, person } from "../keyed-target.ts";

const open = (courseId = "101", patience?: number) =>
  keyedTarget("thinkific-course", { courseId }, patience);

describe("a course at Thinkific", () => {
  it("makes who is not known, enrols them for good, and asks once of who is enrolled", async () => {
    await using here = await open();
    await here.push([person("ann")]);
    expect(here.asked()).toEqual([
      "GET /enrollments",
      "GET /users",
      "POST /users",
      "POST /enrollments",
    ]);
    expect(await here.push([person("ann")])).toEqual([{ profileId: "ann", state: "confirmed" }]);
    expect(here.asked()).toEqual(["GET /enrollments"]);
    expect(await here.present()).toEqual(["ann@acme.test"]);
  });

  it("refuses only the one whose address is taken by somebody who is not shown", async () => {
    await using here = await open();
    here.line.disturb(({ method, path, body }) =>
      method === "POST" && path.endsWith("/users") && body.includes("hidden@acme.test")
        ? { status: 422, json: { errors: { email: ["has already been taken"] } } }
        : undefined,
    );
    expect(await here.push([person("ann"), person("hidden"), person("bo")])).toMatchObject([
      { state: "confirmed" },
      { state: "refused", reason: expect.stringMatching(/already been taken/) },
      { state: "confirmed" },
    ]);
    expect(await here.present()).toEqual(["ann@acme.test", "bo@acme.test"]);
  });

  it("has who leaves expire, and who comes back go on in the same enrolment", async () => {
    await using here = await open();
    await here.push([person("ann"), person("bo")]);
    await here.push([], [person("ann"), person("nobody")]);
    expect(await here.present()).toEqual(["bo@acme.test"]);
    here.asked();
    await here.push([], [person("ann")]);
    expect(here.asked()).toEqual(["GET /enrollments"]);
    await here.push([person("ann")]);
    expect(here.asked()).toEqual(["GET /enrollments", "PUT /enrollments/1"]);
    expect(await here.present()).toEqual(["ann@acme.test", "bo@acme.test"]);
  });

  it("reads who is enrolled page by page, without who expired and who only tries", async () => {
    await using here = await open();
    const enrolment = (id: number, more: object) => ({
      id,
      user_email: `P${id}@acme.test`,
      expired: false,
      is_free_trial: false,
      ...more,
    });
    const pages = [
      [enrolment(1, {}), enrolment(2, { expired: true })],
      [enrolment(3, { is_free_trial: true }), enrolment(4, { expiry_date: null })],
    ];
    here.line.disturb(({ path }) => {
      const page = Number(new URLSearchParams(path.split("?")[1]).get("page"));
      const pagination = { next_page: page < pages.length ? page + 1 : null };
      return { status: 200, json: { items: pages[page - 1], meta: { pagination } } };
    });
    expect(await here.present()).toEqual(["p1@acme.test", "p4@acme.test"]);
  });

  it("is awaited by its budget before each request but the first", async () => {
    await using here = await open();
    let spent = 0;
    const spend = async () => {
      spent += 1;
    };
    const request = { ...here.request, spend, add: [person("ann")], remove: [person("bo")] };
    await here.target.push(request);
    expect(spent).toBe(here.asked().length - 1);
  });

  it("that does not exist says so, to pushes and to sweeps", async () => {
    await using here = await open("999");
    await expect(here.push([person("ann")])).rejects.toThrow(/no course 999/);
    await expect(here.present()).rejects.toBeInstanceOf(SetupError);
    await expect(open("onboarding")).rejects.toThrow(/no id of a course/);
  });

  it("is asked no faster than the site's limit, and waits until it is reset", async () => {
    await using here = await open("101", 0.05);
    // What was done before counts, and the next call meets the limit at once.
    expect(await here.push([person("ann"), person("bo"), person("cy")])).toEqual([
      { profileId: "ann", state: "confirmed" },
    ]);
    const pushing = here.push([person("bo"), person("cy")]);
    const error: unknown = await pushing.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: expect.toSatisfy((ms) => ms > 30_000) });
  });

  it.each([
    ["ratelimit-reset", "5000", 5_000],
    ["retry-after", "9", 9_000],
  ])("reads of %s: %s how long to wait", async (header, value, retryAfterMs) => {
    await using here = await open();
    here.line.disturb(() => ({ status: 429, headers: { [header]: value }, json: {} }));
    await expect(here.push([person("ann")])).rejects.toMatchObject({ retryAfterMs });
  });

  it("is entered by subdomain and key only", async () => {
    await using here = await open();
    const { key } = connectorOf("thinkific");
    const given = { name: "Site", baseUrl: `${here.line.url}/thinkific` };
    const apiKey = here.sandbox.keys.thinkific;
    await key?.check?.({ ...given, apiKey });
    for (const wrong of ["sample-academy:another", "another", ""])
      await expect(key?.check?.({ ...given, apiKey: wrong }), wrong).rejects.toBeInstanceOf(
        AuthenticationError,
      );
  });
});
