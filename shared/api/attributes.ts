import { z } from "zod";
import { DescribedAttribute } from "../contracts/catalogue.ts";
import { ObjectKind, objectKinds } from "../contracts/change.ts";
import { declareAttribute } from "../flow/define-segment.ts";
import { typesOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { attributeFacts, behaviourFacts } from "../flow/seen-attributes.ts";
import { profilesKey } from "../profiles/transitions.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import type { ApiContext } from "./call.ts";
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
    sources: z
      .array(
        DescribedAttribute.pick({ label: true, property: true, type: true, options: true }).extend({
          connection: z.string(),
        }),
      )
      .optional()
      .meta({
        description:
          "How connected systems describe it: the type its values come in as, and those it can have. Declaring a type is left to you.",
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
      const described = await describedAttributes(context, workspaceId, object);
      for (const each of attributeFacts(root.types[object], seen, [...described.keys()])) {
        const { normalise } = declared.get(each.name) ?? {};
        items.push({ object, ...each, normalise, sources: described.get(each.name) });
      }
      behaviours.push(...behaviourFacts(seen).map((each) => ({ object, ...each })));
      profiles[object] = seen[profilesKey] ?? 0;
    }
    return { body: { items, behaviours, profiles } };
  },
});

type Sources = NonNullable<z.input<typeof Attribute>["sources"]>;

/** What connected systems say of attributes, by name. */
async function describedAttributes(
  { storage }: ApiContext,
  workspaceId: string,
  object: ObjectKind,
): Promise<ReadonlyMap<string, Sources>> {
  const found = await storage.catalogue.of(workspaceId, object);
  const byName = Map.groupBy(found, ({ name }) => name);
  return new Map(
    [...byName].map(([name, each]) => [
      name,
      each.map(({ connectionId: connection, label, property, type, options }) => ({
        connection,
        label,
        property,
        type,
        options,
      })),
    ]),
  );
}

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
