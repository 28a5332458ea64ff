import { z } from "zod";
import { overwriteAttributes } from "../flow/overwrite-attributes.ts";
import { Problem } from "../runtime/errors.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import { Value } from "./attribute-schema.ts";
import { findConnection } from "./find-connection.ts";
import { findProfile } from "./profiles.ts";
import { invalid } from "./request-problem.ts";
import { route } from "./route.ts";

const Values = z.record(z.string(), Value.nullable());
const mostValues = 50;

export const postAttributes = route({
  method: "POST",
  path: "/api/v1/profiles/{id}/attributes",
  tag: "Profiles",
  status: 202,
  problems: [409],
  summary: "Overwrite attributes of a person in the source they come from, and here at once",
  description:
    "For forms that move somebody on: memberships and what they grant follow within a second.",
  input: {
    params: z.object({ id: z.string() }),
    body: z.strictObject({
      connectionId: z.string().meta({ description: "The source to write to." }),
      values: Values.refine(
        (values) => Object.keys(values).length > 0 && Object.keys(values).length <= mostValues,
        `Give 1 to ${mostValues} values.`,
      ).meta({ description: "By attribute; null clears." }),
    }),
  },
  output: z.object({ values: Values.meta({ description: "As the source has them now." }) }),
  async handle({ params, body: { connectionId, values } }, call) {
    for (const name of Object.keys(values)) {
      const problem = attributeNameProblem(name);
      if (problem !== undefined) throw invalid(`/values/${name}`, problem);
    }
    const profile = await findProfile(call, params.id);
    const connection = await findConnection(call, connectionId);
    if (connection.state !== "connected")
      throw new Problem(
        409,
        "Not connected",
        `${connection.name} is ${connection.state}: connect it first.`,
      );
    const told = await overwriteAttributes(call.context, profile, connection, values);
    return { body: { values: { ...told } } };
  },
});
