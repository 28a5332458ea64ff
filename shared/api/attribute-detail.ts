import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { surveyAttributes } from "../flow/hygiene-survey.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { AttributeCount } from "../profiles/attribute-count.ts";
import { type NearValues, nearValues } from "../segmentation/lint/near-values.ts";
import { Declaration, Value } from "./attribute-schema.ts";
import { Attribute, tag, viewAttributes } from "./attributes.ts";
import { Freshness, freshnessOf, wholeOf } from "./hygiene-schema.ts";
import { notFound } from "./request-problem.ts";
import { route } from "./route.ts";

const Count = z.number().int();
const CountedText = z.object({ value: z.string(), count: Count });

const Detail = Attribute.extend({
  profiles: Count.meta({ description: "Profiles that were looked at." }),
  exact: z.boolean().meta({ description: "False beyond 50,000 profiles: then it is estimated." }),
  distinct: Count.meta({ description: "Different values; beyond 1,000 within some percent." }),
  values: z
    .array(z.object({ value: Value, count: Count }))
    .optional()
    .meta({
      description:
        "As rules see them, the 100 most frequent first; absent where there are over 1,000, and where nearly everybody has one of their own.",
    }),
  freshness: z.array(Freshness),
  nearDuplicates: z
    .array(
      z.object({
        canonical: CountedText,
        variants: z.array(
          CountedText.extend({
            confidence: z.number().meta({ description: "From 0 to 1." }),
            because: z.string(),
          }),
        ),
      }),
    )
    .meta({ description: "Values that seem to be one value written in several ways." }),
  suggestion: Declaration.optional().meta({
    description:
      "What to declare to make the surest of them one: ask for its impact, then PUT it. Sources keep what they say.",
  }),
}).meta({ id: "AttributeDetail" });

const mostShown = 100;

export const getAttribute = route({
  method: "GET",
  path: "/api/v1/attributes/{object}/{name}",
  tag,
  status: 200,
  summary: "One attribute: its values, gaps and age, and values that seem to be the same",
  description: "Looks at all profiles, or at a sample of very many; nothing is kept.",
  input: { params: z.object({ object: ObjectKind, name: z.string() }) },
  output: Detail,
  async handle({ params: { object, name } }, { context, workspaceId }) {
    const snapshot = await presentIndex(context, workspaceId);
    const { attributes } = await viewAttributes(context, snapshot, object);
    const attribute = attributes.find((each) => each.name === name);
    if (attribute === undefined) throw notFound(`Nothing is known of an attribute "${name}".`);
    const survey = await surveyAttributes(context, snapshot, object, name);
    const count = survey.counts.get(name) ?? new AttributeCount(name, context.clock.now());
    const near = count.identifying ? [] : nearValues(count.values ?? new Map());
    return {
      body: {
        ...attribute,
        profiles: survey.profiles,
        exact: survey.covered === 1,
        distinct: count.distinct,
        values: valuesOf(count, (each) => wholeOf(survey, each)),
        freshness: freshnessOf(survey, count),
        nearDuplicates: near.map(({ canonical, variants }) => ({
          canonical,
          variants: [...variants],
        })),
        suggestion: suggestionFor(attribute, near),
      },
    };
  },
});

function valuesOf({ values, identifying }: AttributeCount, whole: (count: number) => number) {
  if (values === undefined || identifying) return undefined;
  return [...values]
    .map(([value, count]) => ({ value, count: whole(count) }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, mostShown);
}

/** Abbreviations and slips between values in common use are left to whoever knows. */
const sure = 0.8;

function suggestionFor(
  { type = "string", normalise, seen }: z.input<typeof Attribute>,
  near: readonly NearValues[],
): z.input<typeof Declaration> | undefined {
  const pairs = near.flatMap(({ canonical, variants }) =>
    variants
      .filter(({ confidence }) => confidence >= sure)
      .map(({ value }): [string, string] => [value, canonical.value]),
  );
  const isText = type === "string" || type === "enum" || type === "strings";
  if (pairs.length === 0 || !isText || Object.keys(seen).length > 1) return undefined;
  const declared = seen["strings"] === undefined ? type : "strings";
  const map = { ...normalise?.map, ...Object.fromEntries(pairs) };
  const suggested = { type: declared, normalise: { ...normalise, map } };
  return Declaration.safeParse(suggested).data;
}
