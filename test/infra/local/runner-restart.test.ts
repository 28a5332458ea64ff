import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventually, startSmall, writeAssembly } from "./runner-fixture/small-system.ts";

describe("a system started again on the same data", () => {
  it("goes on with its clock, its delays, its token and its place in the stream", async () => {
    const folders = writeAssembly();
    const first = await startSmall(folders);
    await first.post("/hooks/x", { id: "before" });
    await eventually(() => first.lines.some(({ message }) => message === "pushed"));
    await first.idle();
    await first.post("/local/clock", { advance: "P10D" });
    // Longer than stopping takes on a busy machine.
    await first.post("/hooks/x", { id: "delayed", delaySeconds: 4 });
    const { token, clock } = first.system;
    const left = clock.now();
    await first.system.stop();

    const second = await startSmall(folders);
    expect(second.system.token).toBe(token);
    expect(second.system.clock.now()).toBeGreaterThanOrEqual(left);
    await eventually(() => second.lines.some(({ message }) => message === "pushed"));
    await second.idle();
    const pushed = second.lines.filter(({ message }) => message === "pushed");
    expect(pushed.map(({ id }) => id)).toEqual(["delayed"]);
    await second.system.stop();
    folders.remove();
  });

  it("is the only one on its data folder, and keeps the token to its owner", async () => {
    const folders = writeAssembly();
    const first = await startSmall(folders);
    await expect(startSmall(folders)).rejects.toThrow("already runs on the data folder");
    expect(statSync(join(folders.dataFolder, "token")).mode & 0o777).toBe(0o600);
    await first.system.stop();
    folders.remove();
  });
});
