import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { ruleContextOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { previewRule } from "../flow/preview-rule.ts";
import { ruleWarnings } from "../flow/rule-warnings.ts";
import { Value } from "./attribute-schema.ts";
import { readRule } from "./find-segment.ts";
import { route } from "./route.ts";
import { RuleInput } from "./segment-schema.ts";

const Preview = z.object({
  count: z.number().meta({ description: "Profiles of which the rule is true now." }),
  exact: z.boolean().meta({ description: "False beyond 50,000 profiles: then it is estimated." }),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .optional()
    .meta({ description: "Where the count lies with 95 % certainty; of estimates." }),
  sample: z.array(z.object({ profileId: z.string(), attributes: z.record(z.string(), Value) })),
  missing: z
    .record(z.string(), z.number())
    .meta({ description: "Per attribute of the rule, the profiles without it." }),
  warnings: z.array(z.string()),
});

export const preview = route({
  method: "POST",
  path: "/api/v1/segments/preview",
  tag: "Segments",
  status: 200,
  changesNothing: true,
  summary: "Who a rule would find; nothing is stored",
  input: { body: z.strictObject({ object: ObjectKind, rule: RuleInput }) },
  output: Preview,
  async handle({ body: { object, rule: given } }, call) {
    const { context, workspaceId } = call;
    const rule = await readRule(call, { object, name: "this rule" }, given);
    const snapshot = await presentIndex(context, workspaceId);
    const [found, seen] = await Promise.all([
      previewRule(context, snapshot, object, rule),
      context.storage.tallies.counts(workspaceId, `attributes#${object}`),
    ]);
    const sample = found.sample.map(({ profileId, attributes }) => ({
      profileId,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          typeof value === "object" ? [...value] : value,
        ]),
      ),
    }));
    const warnings = ruleWarnings(rule, ruleContextOf(snapshot.root, object), seen);
    return { body: { ...found, missing: { ...found.missing }, sample, warnings } };
  },
});
