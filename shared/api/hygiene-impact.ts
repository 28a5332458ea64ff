import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { impactOf } from "../flow/hygiene-impact.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import { Declaration } from "./attribute-schema.ts";
import { tag } from "./attributes.ts";
import { invalidParameter } from "./request-problem.ts";
import { route } from "./route.ts";

const Turning = z.object({
  count: z.number(),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .optional()
    .meta({ description: "Where the count lies with 95 % certainty; of estimates." }),
  sample: z.array(z.string()).meta({ description: "Ids of at most 20 of them." }),
});

const Impact = z
  .object({
    profiles: z.number().meta({ description: "Profiles that were looked at." }),
    exact: z.boolean().meta({ description: "False where not all could be read in 24 seconds." }),
    changed: z.number().meta({ description: "Profiles of which rules would see another value." }),
    segments: z
      .array(
        z.object({
          segmentId: z.string(),
          name: z.string(),
          version: z.number(),
          enter: Turning,
          leave: Turning,
          stay: z.number(),
        }),
      )
      .meta({
        description:
          "Live segments whose rule reads the attribute, also through companies or other segments; those that most would enter or leave first.",
      }),
  })
  .meta({ id: "AttributeImpact" });

export const postImpact = route({
  method: "POST",
  path: "/api/v1/attributes/{object}/{name}/impact",
  tag,
  status: 200,
  changesNothing: true,
  summary: "Who would enter and leave which segment if the attribute were declared so",
  description:
    "Takes what PUT takes, so that renaming and merging values are tried on everybody before they are done; what the rules say is compared, before grace and dwell, and `identity` is passed over.",
  input: { params: z.object({ object: ObjectKind, name: z.string() }), body: Declaration },
  output: Impact,
  async handle({ params: { object, name }, body }, { context, workspaceId }) {
    const problem = attributeNameProblem(name);
    if (problem !== undefined) throw invalidParameter("name", problem);
    const { type, normalise } = body;
    const snapshot = await presentIndex(context, workspaceId);
    const proposal = { object, name, declaration: { type, normalise } };
    const { profiles, exact, changed, segments } = await impactOf(context, snapshot, proposal);
    const named = await Promise.all(
      segments.map(async (each) => {
        const segment = await context.storage.segments.get(workspaceId, each.segmentId);
        const turning = (side: typeof each.enter) => ({ ...side, sample: [...side.sample] });
        return {
          ...each,
          name: segment?.name ?? "",
          enter: turning(each.enter),
          leave: turning(each.leave),
        };
      }),
    );
    const turned = ({ enter, leave }: (typeof named)[number]): number => enter.count + leave.count;
    const inOrder = named.toSorted((one, other) => turned(other) - turned(one));
    return { body: { profiles, exact, changed, segments: inOrder } };
  },
});
