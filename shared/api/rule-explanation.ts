import { z } from "zod";
import { explainRule } from "../flow/explain-membership.ts";
import { ExplanationNode, Truth, viewNode } from "./explanation.ts";
import { readRule } from "./find-segment.ts";
import { findProfile } from "./profiles.ts";
import { route } from "./route.ts";
import { RuleInput } from "./segment-schema.ts";

export const postRuleExplanation = route({
  method: "POST",
  path: "/api/v1/profiles/{id}/explanation",
  tag: "Profiles",
  status: 200,
  problems: [422],
  changesNothing: true,
  summary: "Why a rule that is not saved holds of a profile, or does not",
  input: { params: z.object({ id: z.string() }), body: z.strictObject({ rule: RuleInput }) },
  output: z.object({ profileId: z.string(), matches: Truth, tree: ExplanationNode }),
  async handle({ params, body }, call) {
    const profile = await findProfile(call, params.id);
    const rule = await readRule(call, { object: profile.object, name: "this rule" }, body.rule);
    const tree = viewNode(await explainRule(call.context, profile, rule), profile);
    return { body: { profileId: profile.id, matches: tree.truth, tree } };
  },
});
