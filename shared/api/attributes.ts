import { z } from "zod";
import { DescribedAttribute } from "../contracts/catalogue.ts";
import { ObjectKind, objectKinds } from "../contracts/change.ts";
import { declareAttribute, declareKey, identifyAll } from "../flow/declare-attribute.ts";
import { type Survey, surveyAttributes } from "../flow/hygiene-survey.ts";
import { type IndexSnapshot, typesOf } from "../flow/index-reader.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { attributeFacts, behaviourFacts, type SeenCounts } from "../flow/seen-attributes.ts";
import { profilesKey } from "../profiles/transitions.ts";
import { attributeNameProblem } from "../segmentation/language/rule-fields.ts";
import { Declaration, DeclaredType, isSame, Normalise } from "./attribute-schema.ts";
import type { ApiContext } from "./call.ts";
import { Freshness, freshnessOf } from "./hygiene-schema.ts";
import { invalidParameter } from "./request-problem.ts";
import { route } from "./route.ts";

export const tag = "Attributes";
const Count = z.number().int();

export const Attribute = z
  .object({
    object: ObjectKind,
    name: z.string(),
    type: DeclaredType.optional().meta({ description: "Absent while it is undeclared." }),
    normalise: Normalise.optional(),
    identity: z.literal(true).optional().meta({ description: "The key of this object." }),
    seen: z
      .record(z.string(), Count)
      .meta({ description: "Profiles by the JSON type of their value." }),
    filled: Count.meta({ description: "Profiles that have a value." }),
    fillRate: z.number().optional().meta({
      description: "The share of all profiles that these are; absent while there are none.",
    }),
    distinct: Count.optional().meta({ description: "Different values; with `survey`." }),
    freshness: z.array(Freshness).optional().meta({ description: "By source; with `survey`." }),
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
  input: {
    query: z.object({
      object: ObjectKind.optional(),
      survey: z.enum(["true", "false"]).default("false").meta({
        description:
          "Looks at all profiles, to say how many values there are and how old they are.",
      }),
    }),
  },
  output: Attributes,
  async handle({ query: { object: wanted, survey } }, { context, workspaceId }) {
    const snapshot = await presentIndex(context, workspaceId);
    const objects = wanted === undefined ? objectKinds : [wanted];
    const items: z.input<typeof Attribute>[] = [];
    const behaviours: { object: ObjectKind; name: string; count: number }[] = [];
    const profiles: Record<string, number> = {};
    for (const object of objects) {
      const { seen, attributes } = await viewAttributes(context, snapshot, object);
      const surveyed =
        survey === "true" ? await surveyAttributes(context, snapshot, object) : undefined;
      items.push(...attributes.map((each) => ({ ...each, ...surveyOf(surveyed, each.name) })));
      behaviours.push(...behaviourFacts(seen).map((each) => ({ object, ...each })));
      profiles[object] = seen[profilesKey] ?? 0;
    }
    return { body: { items, behaviours, profiles } };
  },
});

function surveyOf(survey: Survey | undefined, name: string) {
  const count = survey?.counts.get(name);
  if (survey === undefined || count === undefined) return {};
  const freshness = freshnessOf(survey, count);
  return { distinct: count.distinct, freshness };
}

/** Attributes of one kind of profile, without looking at the profiles; by name. */
export async function viewAttributes(
  context: ApiContext,
  { root, workspaceId }: IndexSnapshot,
  object: ObjectKind,
): Promise<{ seen: SeenCounts; attributes: z.input<typeof Attribute>[] }> {
  const seen = await context.storage.tallies.counts(workspaceId, `attributes#${object}`);
  const declared = typesOf(root, object);
  const described = await describedAttributes(context, workspaceId, object);
  const profiles = seen[profilesKey] ?? 0;
  const facts = attributeFacts(root.types[object], seen, [...described.keys()]);
  const attributes = facts.map((each) => {
    const { normalise } = declared.get(each.name) ?? {};
    const filled = Object.values(each.seen).reduce((sum, count) => sum + count, 0);
    return {
      object,
      ...each,
      normalise,
      ...(root.keys[object] === each.name ? { identity: true as const } : {}),
      filled,
      ...(profiles === 0 ? {} : { fillRate: filled / profiles }),
      sources: described.get(each.name),
    };
  });
  return { seen, attributes };
}

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
  role: "admin",
  tag,
  status: 200,
  problems: [409],
  summary:
    "Declare an attribute's type, or that it is the key; whatever reads it is evaluated again",
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
    const of = { workspaceId, object };
    const isKey = declaration.identity === true;
    const wasKey = root.keys[object] === name;
    if (isKey !== wasKey) await declareKey(context, of, name, isKey);
    if (!isSame(known, declaration)) await declareAttribute(context, of, name, declaration);
    if (isKey || wasKey) await identifyAll(context, of);
    return { body: { object, name, ...declaration } };
  },
});
