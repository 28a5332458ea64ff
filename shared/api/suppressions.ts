import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { SuppressionLaw } from "../contracts/suppression.ts";
import { declareSuppression } from "../flow/declare-suppression.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import { invalid, notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Attributes";
const path = "/api/v1/suppression/{object}";
const input = { params: z.object({ object: ObjectKind }) };
const Law = SuppressionLaw.meta({
  id: "Suppression",
  description:
    "With `when`, profiles with one of the values; with `unless`, all but those, also where it is missing.",
  examples: [{ attribute: "marketingConsent", unless: [true] }],
});

export const getSuppression = route({
  method: "GET",
  path,
  tag,
  status: 200,
  summary: "Which attribute keeps a profile off every list",
  input,
  output: Law,
  async handle({ params: { object } }, { context, workspaceId }) {
    const { root } = await presentIndex(context, workspaceId);
    const law = root.suppression[object];
    if (law === undefined) throw notFound(`No attribute suppresses a ${object}.`);
    return { body: law };
  },
});

export const putSuppression = route({
  method: "PUT",
  path,
  role: "admin",
  tag,
  status: 200,
  summary: "Declare which attribute keeps a profile off every list, whatever rules say",
  description:
    "A suppressed profile is in no segment and pushed nowhere: it leaves at once, without grace. Explanations still say whether the rule matches.",
  input: { ...input, body: Law },
  output: Law,
  async handle({ params: { object }, body: law }, { context, workspaceId }) {
    const problem = attributeNameProblem(law.attribute);
    if (problem !== undefined) throw invalid("/attribute", problem);
    await declareSuppression(context, { workspaceId, object }, law);
    return { body: law };
  },
});

export const deleteSuppression = route({
  method: "DELETE",
  path,
  role: "admin",
  tag,
  status: 204,
  summary: "Suppress nobody any more; whoever a rule matches enters again",
  input,
  output: z.undefined(),
  async handle({ params: { object } }, { context, workspaceId }) {
    await declareSuppression(context, { workspaceId, object }, undefined);
    return { body: undefined };
  },
});
