import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { previewRule } from "../flow/preview-rule.ts";
import { Value } from "./attribute-schema.ts";
import { findSegment, readRule } from "./find-segment.ts";
import { Finding, warningOf } from "./finding-schema.ts";
import { route } from "./route.ts";
import { RuleInput } from "./segment-schema.ts";

const Preview = z.object({
  count: z.number().meta({
    description: "Profiles of which the rule is true now, without those that are suppressed.",
  }),
  exact: z
    .boolean()
    .meta({ description: "False beyond 50,000 profiles, or `atMost`: then it is estimated." }),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .optional()
    .meta({ description: "Where the count lies with 95 % certainty; of estimates." }),
  sample: z.array(z.object({ profileId: z.string(), attributes: z.record(z.string(), Value) })),
  missing: z
    .record(z.string(), z.number())
    .meta({ description: "Per attribute of the rule, the profiles without it." }),
  profiles: z.number().meta({ description: "Profiles that were looked at and may be members." }),
  suppressed: z.number().meta({
    description: "Profiles of which the rule is true too, but that are suppressed: no members.",
  }),
  conditions: z
    .array(
      z.object({
        pointer: z.string().meta({ description: "From the rule's root." }),
        holds: z
          .number()
          .meta({ description: "Profiles that fulfil it, whatever the others say." }),
        unknown: z.number().meta({ description: "Profiles of which it is unknown." }),
        keepsOut: z
          .number()
          .meta({ description: "Profiles that are not found, and would be without it." }),
      }),
    )
    .meta({ description: "What each condition does; of a very long rule the first 30." }),
  findings: z.array(Finding),
  warnings: z.array(z.string()).meta({ description: "The findings in words." }),
});

export const preview = route({
  method: "POST",
  path: "/api/v1/segments/preview",
  tag: "Segments",
  status: 200,
  changesNothing: true,
  summary: "Who a rule would find; nothing is stored",
  input: {
    body: z.strictObject({
      object: ObjectKind,
      rule: RuleInput,
      segmentId: z.string().optional().meta({
        description: "Of the segment that the rule is, or is to be, a version of.",
      }),
      atMost: z.int().min(100).max(50_000).optional().meta({
        description: "Where there are more profiles than that, a sample of so many is enough.",
      }),
    }),
  },
  output: Preview,
  async handle({ body: { object, rule: given, segmentId, atMost } }, call) {
    const { context, workspaceId } = call;
    const rule = await readRule(call, { object, name: "this rule" }, given);
    const segment = segmentId === undefined ? undefined : await findSegment(call, segmentId);
    const snapshot = await presentIndex(context, workspaceId);
    const found = await previewRule(context, snapshot, {
      object,
      rule,
      atMost,
      ...(segment === undefined ? {} : { segment }),
    });
    const sample = found.sample.map(({ profileId, attributes }) => ({
      profileId,
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [
          name,
          typeof value === "object" ? [...value] : value,
        ]),
      ),
    }));
    const { count, profiles, suppressed, exact, interval, missing, conditions, findings } = found;
    const warnings = findings.map(warningOf);
    return {
      body: {
        count,
        profiles,
        suppressed,
        exact,
        interval,
        missing: { ...missing },
        sample,
        conditions: [...conditions],
        findings: [...findings],
        warnings,
      },
    };
  },
});
