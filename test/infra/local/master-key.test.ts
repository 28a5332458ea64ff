import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MasterKey } from "../../../infra/local/keys/master-key.ts";

const folder = () => mkdtempSync(join(tmpdir(), "muster-key-"));

describe("the master key of a data folder", () => {
  it("is made once, and only its owner reads it", () => {
    const here = folder();
    const wrapped = MasterKey.of(here).wrap(Buffer.from("data key"), "for ann");
    const again = MasterKey.of(here);
    expect(again.unwrap(wrapped, "for ann")?.toString()).toBe("data key");
    expect(statSync(join(here, "master-key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(here, "master-key"), "utf8").trim()).toHaveLength(44);
  });

  it("unwraps for nobody else, and nothing of another folder", () => {
    const master = MasterKey.of(folder());
    const wrapped = master.wrap(Buffer.from("data key"), "for ann");
    expect(master.unwrap(wrapped, "for bo")).toBeUndefined();
    expect(MasterKey.of(folder()).unwrap(wrapped, "for ann")).toBeUndefined();
    expect(master.unwrap(Buffer.from("short"), "for ann")).toBeUndefined();
  });

  it("says what to do where the file is something else", () => {
    const here = folder();
    writeFileSync(join(here, "master-key"), "something else");
    expect(() => MasterKey.of(here)).toThrow("put the right file back");
  });
});
