import { describe, expect, it } from "vitest";
import type { PushOutcome } from "../../shared/connectors/connector.ts";
import { oneByOne } from "../../shared/connectors/one-by-one.ts";
import { RateLimitedError, RetryableError } from "../../shared/runtime/errors.ts";
import { samplePush } from "./samples.ts";

/** A system that takes people until it meets one of whom it says something else. */
function push(names: readonly string[], failures: Record<string, Error>, mostMs?: number) {
  const [first = "", ...others] = names.map((name) => `${name}@acme.test`);
  const answer = async (email: string) => {
    const failure = failures[email.slice(0, email.indexOf("@"))];
    if (failure !== undefined) throw failure;
    return undefined;
  };
  const leave = async (email: string) => {
    await answer(email);
  };
  const record = (email: string) => samplePush(email, { email });
  const request = { add: [record(first)], remove: others.map(record) };
  return oneByOne(request, { system: "The school", enter: answer, leave }, mostMs);
}

const namesOf = (outcomes: readonly PushOutcome[]) =>
  outcomes.map(({ profileId }) => profileId.replace("@acme.test", ""));

describe("a system that takes one person at a time", () => {
  it.each([new RateLimitedError("Slower.", 1_000), new RetryableError("Not now.")])(
    "that says $message in the middle keeps whom it took before",
    async (failure) => {
      expect(namesOf(await push(["ann", "bo", "cy"], { cy: failure }))).toEqual(["ann", "bo"]);
      await expect(push(["cy"], { cy: failure })).rejects.toBe(failure);
    },
  );

  it("is left after a while with whom it took so far, and takes one at least", async () => {
    expect(namesOf(await push(["ann", "bo", "cy"], {}, -1))).toEqual(["ann"]);
    expect(namesOf(await push(["ann", "bo", "cy"], {}))).toEqual(["ann", "bo", "cy"]);
  });

  it("does not hide a mistake of ours", async () => {
    const mistake = new TypeError("Not a function.");
    await expect(push(["ann", "bo"], { bo: mistake })).rejects.toBe(mistake);
  });
});
