import { join } from "node:path";
import { z } from "zod";
import { synthesize } from "../../../infra/local/synthesis.ts";
import { readTemplates } from "../../../infra/local/template-json.ts";

const FunctionResource = z.object({
  Type: z.literal("AWS::Lambda::Function"),
  Properties: z.object({ MemorySize: z.number() }),
});

/** Gigabytes of a function of the synthesized template, by the beginning of its logical name. */
export type MemoryOf = (name: string) => number;

export async function functionMemory(): Promise<MemoryOf> {
  const folder = await synthesize(join(import.meta.dirname, "../../.."));
  const resources = Object.entries(readTemplates(folder).Resources);
  return (name) => {
    for (const [id, resource] of resources) {
      const read = FunctionResource.safeParse(resource);
      if (id.startsWith(name) && read.success) return read.data.Properties.MemorySize / 1_024;
    }
    throw new Error(`The template has no function ${name}.`);
  };
}
