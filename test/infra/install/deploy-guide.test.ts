import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { guideBlocks, guideProse } from "../../guide-blocks.ts";
import { synthesized } from "../synthesized.ts";

const root = join(import.meta.dirname, "../../..");
const template = synthesized("prod").template.toJSON();
const namesOf = (part: unknown): string[] => Object.keys(part ?? {});
const commands = guideBlocks.join("\n");

function named(pattern: RegExp, text: string): Set<string> {
  return new Set([...text.matchAll(pattern)].map(([, name = ""]) => name));
}

describe("the deploy guide", () => {
  it("describes every parameter of the template, and gives none that it does not have", () => {
    const parameters = namesOf(template["Parameters"]).filter(
      (name) => name !== "BootstrapVersion",
    );
    const [, table = ""] = guideProse.split("## Parameters");
    const described = named(/`([A-Z][A-Za-z]+)`/g, table.split("\n## ")[0] ?? "");
    expect(described).toEqual(new Set(parameters));
    for (const given of named(/--parameters Muster:(\w+)=/g, commands))
      expect(parameters).toContain(given);
  });

  it("deploys a template within what CloudFormation takes", () => {
    expect(namesOf(template["Resources"]).length).toBeLessThan(500);
    expect(namesOf(template["Parameters"]).length).toBeLessThan(200);
    expect(JSON.stringify(template).length).toBeLessThan(1_000_000);
  });

  it("reads outputs and resources that the stack has", () => {
    const read = named(/output muster-prod (\w+)/g, commands);
    expect(read.size).toBeGreaterThan(0);
    for (const output of read) expect(namesOf(template["Outputs"])).toContain(output);
    for (const resource of named(/--logical-resource-id (\w+)/g, commands))
      expect(namesOf(template["Resources"])).toContain(resource);
  });

  it("names one version of each tool", () => {
    const tools = named(/npx (?:--package )?(\S+@[\d.]+) /g, commands);
    const names = [...tools].map((tool) => tool.slice(0, tool.lastIndexOf("@")));
    expect(new Set(names)).toEqual(new Set(["aws-cdk", "@hubspot/cli", "@salesforce/cli"]));
    expect(names).toHaveLength(3);
  });

  it("goes into folders and runs scripts that are there", () => {
    const folders = named(/^cd (infra\S+)$/gm, commands);
    const scripts = named(/bootstrap\.mjs (\S+\.ts)/g, commands);
    expect([folders.size, scripts.size]).toEqual([2, 1]);
    for (const script of scripts) expect(readFileSync(join(root, script), "utf8")).not.toBe("");
    for (const [folder, file] of [
      ["infra/install/hubspot", "hsproject.json"],
      ["infra/install/salesforce", "sfdx-project.json"],
    ] as const) {
      expect(folders).toContain(folder);
      expect(readFileSync(join(root, folder, file), "utf8")).not.toBe("");
    }
  });
});
