import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const resourceSchema = z.looseObject({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: z.record(z.string(), z.json()).default({}),
  Metadata: z.record(z.string(), z.json()).default({}),
});

const templateSchema = z.looseObject({
  Parameters: z
    .record(z.string(), z.looseObject({ Type: z.string(), Default: z.json().optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.json()).default({}),
  Mappings: z.record(z.string(), z.json()).default({}),
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(
      z.string(),
      z.looseObject({
        Value: z.json(),
        Export: z.looseObject({ Name: z.json() }).optional(),
      }),
    )
    .default({}),
});

export type Json = z.infer<ReturnType<typeof z.json>>;
export type Resource = z.infer<typeof resourceSchema>;
/** A CloudFormation template as `cdk synth` writes it. */
export type TemplateJson = z.infer<typeof templateSchema>;

/** Reads every `*.template.json` of a synthesized assembly into one; logical ids must not clash. */
export function readTemplates(folder: string): TemplateJson {
  const files = readdirSync(folder).filter((name) => name.endsWith(".template.json"));
  if (files.length === 0) {
    throw new Error(`There is no template in ${folder}: run "npm run synth" first.`);
  }
  const merged = templateSchema.parse({});
  for (const file of files.sort()) {
    const template = templateSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
    for (const id of Object.keys(template.Resources)) {
      if (id in merged.Resources && id !== "CDKMetadata") {
        throw new Error(`${file} and another template of ${folder} both hold a resource "${id}".`);
      }
    }
    Object.assign(merged.Resources, template.Resources);
    Object.assign(merged.Parameters, template.Parameters);
    Object.assign(merged.Conditions, template.Conditions);
    Object.assign(merged.Mappings, template.Mappings);
    Object.assign(merged.Outputs, template.Outputs);
  }
  return merged;
}
