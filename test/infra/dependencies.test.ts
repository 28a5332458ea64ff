import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";

const Package = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  optional: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
});
const Lock = z.object({ packages: z.record(z.string(), Package) });

const lock: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../package-lock.json"), "utf8"),
);
const installed = Object.entries(Lock.parse(lock).packages).filter(([path]) => path !== "");
/** What may end in a bundle that is deployed. */
const deployed = installed.filter(
  ([, { dev, devOptional, optional }]) => !dev && !devOptional && !optional,
);

/** Those that ask for nothing but to be named. */
const permissive =
  /^\(?(MIT|MIT-0|ISC|Apache-2\.0|BSD-2-Clause|BSD-3-Clause|0BSD|BlueOak-1\.0\.0|CC0-1\.0|Unlicense|Python-2\.0)( (OR|AND) [\w.-]+)*\)?$/;

describe("the packages that the lock file names", () => {
  it("are held to their content by a hash, wherever a registry says they lie", () => {
    expect(installed.length).toBeGreaterThan(300);
    const loose = installed.filter(
      ([, { resolved = "https://", integrity = "", inBundle, link }]) =>
        !inBundle && !link && !(resolved.startsWith("https://") && integrity.startsWith("sha512-")),
    );
    expect(loose.map(([path]) => path)).toEqual([]);
  });

  it("run nothing of their own where they are installed, but two that ask for donations", () => {
    const running = deployed.filter(([, { hasInstallScript }]) => hasInstallScript);
    expect(running.map(([path]) => path)).toEqual([
      "node_modules/core-js",
      "node_modules/core-js-pure",
    ]);
  });

  it("may be deployed by their licences", () => {
    const others = deployed.filter(([, { license = "" }]) => !permissive.test(license));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });
});
