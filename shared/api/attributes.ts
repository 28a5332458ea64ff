import { z } from "zod";
import { ObjectKind, objectKinds } from "../contracts/change.ts";
import { declareAttribute } from "../flow/define-segment.ts";
import { typesOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { attributeFacts, behaviourFacts } from "../flow/seen-attributes.ts";
import { profilesKey } from "../profiles/transitions.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import { Declaration, DeclaredType, isSame, Normalise } from "./attribute-schema.ts";
import { invalidParameter } from "./request-problem.ts";
import { route } from "./route.ts";

const tag = "Attributes";
const Count = z.number().int();

const Attribute = z
  .object({
    object: ObjectKind,
    name: z.string(),
    type: DeclaredType.optional().meta({ description: "Absent while it is undeclared." }),
    normalise: Normalise.optional(),
    seen: z
      .record(z.string(), Count)
      .meta({ description: "Profiles by the JSON type of their value." }),
    otherType: Count.optional().meta({
      description:
        "Profiles whose value came in another type than declared: each converts, or rules miss it.",
    }),
  })
  .meta({ id: "Attribute" });

const Attributes = z.object({
  items: z.array(Attribute),
  behaviours: z.array(z.object({ object: ObjectKind, name: z.string(), count: Count })),
  profiles: z.record(z.string(), Count).meta({ description: "All profiles, by object." }),
});

export const getAttributes = route({
  method: "GET",
  path: "/api/v1/attributes",
  tag,
  status: 200,
  summary: "Declared attributes, and what has been seen of the others",
  input: { query: z.object({ object: ObjectKind.optional() }) },
  output: Attributes,
  async handle({ query: { object: wanted } }, { context, workspaceId }) {
    const { root } = await presentIndex(context, workspaceId);
    const objects = wanted === undefined ? objectKinds : [wanted];
    const items: z.input<typeof Attribute>[] = [];
    const behaviours: { object: ObjectKind; name: string; count: number }[] = [];
    const profiles: Record<string, number> = {};
    for (const object of objects) {
      const seen = await context.storage.tallies.counts(workspaceId, `attributes#${object}`);
      const declared = typesOf(root, object);
      for (const each of attributeFacts(root.types[object], seen))
        items.push({ object, ...each, normalise: declared.get(each.name)?.normalise });
      behaviours.push(...behaviourFacts(seen).map((each) => ({ object, ...each })));
      profiles[object] = seen[profilesKey] ?? 0;
    }
    return { body: { items, behaviours, profiles } };
  },
});

export const putAttribute = route({
  method: "PUT",
  path: "/api/v1/attributes/{object}/{name}",
  tag,
  status: 200,
  summary: "Declare an attribute's type; whatever reads it is evaluated again",
  input: {
    params: z.object({ object: ObjectKind, name: z.string() }),
    body: Declaration,
  },
  output: Declaration.extend({ object: ObjectKind, name: z.string() }),
  async handle({ params: { object, name }, body: declaration }, { context, workspaceId }) {
    const problem = attributeNameProblem(name);
    if (problem !== undefined) throw invalidParameter("name", problem);
    const { root } = await presentIndex(context, workspaceId);
    const known = typesOf(root, object).get(name);
    if (!isSame(known, declaration))
      await declareAttribute(context, { workspaceId, object }, name, declaration);
    return { body: { object, name, ...declaration } };
  },
});
