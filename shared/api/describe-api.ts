import { z } from "zod";
import { RuleGroup } from "../segmentation/rule.ts";
import { ProblemDocument } from "./problem-document.ts";
import { type DescribedRoute, leastRole } from "./route-facts.ts";
import { RuleInput } from "./segment-schema.ts";

type Json = Record<string, unknown>;
type Components = Map<string, Json>;

/** OpenAPI 3.1 of the routes, made from the schemas that validate them. */
export function describeApi(routes: readonly DescribedRoute[], url: string): Json {
  const components: Components = new Map();
  describeSchema(RuleGroup, components);
  describeSchema(ProblemDocument, components);
  const paths: Record<string, Json> = {};
  for (const route of routes)
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: describeRoute(route, components),
    };
  return {
    openapi: "3.1.0",
    info: {
      title: "Muster",
      version: "1",
      description: "Describe a population once; know at every moment who is in.",
    },
    servers: [{ url }],
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(components),
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
    },
  };
}

function describeRoute(route: DescribedRoute, components: Components): Json {
  const { input, summary, description, tag, open } = route;
  return {
    operationId: operationId(route),
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    ...(open === true ? { security: [] } : least(route)),
    parameters: [
      ...parametersIn("path", input.params, components),
      ...parametersIn("query", input.query, components),
      ...headersOf(route),
    ],
    ...(input.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.bodyOptional !== true,
            content: jsonContent(input.body, components),
          },
        }),
    responses: responsesOf(route, components),
  };
}

/** The token of a directory has no role. */
function least(route: DescribedRoute): Json {
  return route.ofDirectory === true ? {} : { "x-least-role": leastRole(route) };
}

/** `getApiV1SegmentsId`: a name for generated clients. */
function operationId({ method, path }: DescribedRoute): string {
  const [first = "", ...others] = `${method.toLowerCase()}${path}`.match(/[A-Za-z0-9]+/g) ?? [];
  return [first, ...others.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join("");
}

function parametersIn(
  place: "path" | "query",
  schema: z.ZodObject | undefined,
  components: Components,
): Json[] {
  return Object.entries<z.core.$ZodType>(schema?.shape ?? {}).map(([name, part]) => {
    const { description, ...rest } = describeSchema(part, components);
    const required = place === "path" || !z.safeParse(part, undefined).success;
    return {
      name,
      in: place,
      required,
      schema: rest,
      ...(description === undefined ? {} : { description }),
    };
  });
}

/** Whether it edits what an `ETag` was given for. */
function takesMatch({ method, path, versioned }: DescribedRoute): boolean {
  return versioned === true && method !== "GET" && path.includes("{id}");
}

function headersOf(route: DescribedRoute): Json[] {
  const { method, changesNothing } = route;
  const header = (name: string, description: string): Json => {
    return { name, in: "header", required: false, description, schema: { type: "string" } };
  };
  return [
    ...(method === "POST" && changesNothing !== true
      ? [header("Idempotency-Key", "A repeat with the same key gets the first answer, for a day.")]
      : []),
    ...(takesMatch(route)
      ? [header("If-Match", "The `ETag` the edit is meant for; 412 if it has changed since.")]
      : []),
  ];
}

function responsesOf(route: DescribedRoute, components: Components): Json {
  const { status, output, input, open, versioned, method } = route;
  const isEmpty = output instanceof z.ZodUndefined;
  const problems = [
    ...(open === true ? [] : [401, 403, 429, 503]),
    ...(input.params === undefined ? [] : [404]),
    ...(input.body === undefined ? [] : [400, 413, 415]),
    ...(Object.keys(input).length === 0 ? [] : [422]),
    ...(takesMatch(route) ? [409, 412] : []),
    ...(method === "POST" ? [409] : []),
    ...(route.problems ?? []),
  ];
  const problem =
    route.failure === undefined
      ? problemResponse
      : { description: "What is wrong", content: jsonContent(route.failure, components) };
  const etag = versioned === true ? { headers: { ETag: { schema: { type: "string" } } } } : {};
  return {
    [status]: {
      description: route.summary,
      ...etag,
      ...(isEmpty ? {} : { content: jsonContent(output, components) }),
    },
    ...Object.fromEntries(problems.map((each) => [each, problem])),
    default: problem,
  };
}

const problemResponse = {
  description: "What is wrong, as a problem (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function jsonContent(schema: z.ZodType, components: Components): Json {
  return { "application/json": { schema: describeSchema(schema, components) } };
}

/** A schema in JSON Schema; the named ones within it go to the components. */
function describeSchema(schema: z.core.$ZodType, components: Components): Json {
  const {
    $schema: _dialect,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === RuleInput) jsonSchema.$ref = ruleReference;
    },
  });
  const { id, ...described } = asComponent(own);
  for (const [name, definition] of Object.entries($defs)) {
    const { id: _id, ...rest } = asComponent(definition);
    components.set(name, rest);
  }
  if (typeof id !== "string") return described;
  components.set(id, described);
  return { $ref: `#/components/schemas/${id}` };
}

const ruleReference = "#/components/schemas/Rule";
const Members = z.record(z.string(), z.unknown());

/** References within one schema become references to the document's components. */
function asComponent(schema: unknown): Json {
  const moved: unknown = JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === "$ref" && typeof value === "string"
      ? value.replace(/^#\/\$defs\//, "#/components/schemas/")
      : value,
  );
  return Members.parse(moved);
}
