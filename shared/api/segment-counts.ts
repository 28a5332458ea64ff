import { z } from "zod";
import type { Measure } from "../contracts/program.ts";
import { measureMembers } from "../flow/measure-members.ts";
import type { Measured } from "../programs/measure.ts";
import { Value } from "./attribute-schema.ts";
import { findSegment } from "./find-segment.ts";
import { ProgramPath } from "./program-schema.ts";
import { findProgram } from "./programs.ts";
import { invalidParameter, notFound } from "./request-problem.ts";
import { route } from "./route.ts";
import { SegmentPath } from "./segment-schema.ts";

const measured = {
  members: z.number().meta({ description: "That were read." }),
  known: z.number().meta({ description: "Of these, those that have a value." }),
  value: z.number().optional().meta({ description: "Absent where there is nothing to measure." }),
};

const exact = z.boolean().meta({
  description: "False beyond 20,000 members: then a random sample of so many was read.",
});

const CountsQuery = z.object({
  by: z.string().min(1).optional().meta({ description: "An attribute to group by." }),
  measure: z.enum(["count", "sum", "average", "rate"]).default("count"),
  of: z.string().min(1).optional().meta({ description: "The attribute that is measured." }),
  equals: z.string().optional().meta({
    description: "Of a rate: the value whose share is asked for, as JSON or text.",
  }),
});

export const getCounts = route({
  method: "GET",
  path: "/api/v1/segments/{id}/counts",
  tag: "Segments",
  status: 200,
  summary: "Counts, sums and rates over a segment's members, for reports and dashboards",
  input: { params: SegmentPath, query: CountsQuery },
  output: z.object({
    segmentId: z.string(),
    size: z.number().meta({ description: "Members, all of them." }),
    exact,
    ...measured,
    groups: z.array(z.object({ group: Value.nullable(), ...measured })),
  }),
  async handle({ params, query }, call) {
    const segment = await findSegment(call, params.id);
    const found = await measureMembers(call.context, segment, measureOf(query), query.by);
    return {
      body: {
        segmentId: segment.id,
        size: found.members,
        exact: found.exact,
        ...plain(found.all),
        groups: found.groups.map(({ value, measured }) => ({
          group: typeof value === "object" ? [...value] : (value ?? null),
          ...plain(measured),
        })),
      },
    };
  },
});

export const getProgress = route({
  method: "GET",
  path: "/api/v1/programs/{id}/progress",
  tag: "Programs",
  status: 200,
  summary: "How far each segment of a goal has come",
  input: { params: ProgramPath },
  output: z.object({
    programId: z.string(),
    target: z.number(),
    unit: z.string().optional(),
    segments: z.array(
      z.object({
        segmentId: z.string(),
        name: z.string(),
        size: z.number(),
        exact,
        ...measured,
        reached: z.boolean(),
      }),
    ),
  }),
  async handle({ params }, call) {
    const program = await findProgram(call, params.id);
    if (program.kind !== "goal") throw notFound(`"${program.name}" is no goal.`);
    const { id: programId, target, unit, measure, include } = program;
    const segments = await Promise.all(
      include.map(async (segmentId) => {
        const segment = await findSegment(call, segmentId);
        const { members: size, exact, all } = await measureMembers(call.context, segment, measure);
        const reached = all.value !== undefined && all.value >= target;
        return { segmentId, name: segment.name, size, exact, ...plain(all), reached };
      }),
    );
    return { body: { programId, target, unit, segments } };
  },
});

function plain({ members, known, value }: Measured) {
  return { members, known, ...(value === undefined ? {} : { value }) };
}

/** Throws 422 where the question is not complete. */
function measureOf(query: z.output<typeof CountsQuery>): Measure {
  const { measure, of: attribute, equals } = query;
  if (measure === "count") return { function: measure };
  if (attribute === undefined)
    throw invalidParameter("of", "Name the attribute that is to be measured.");
  if (measure !== "rate") return { function: measure, attribute };
  if (equals === undefined)
    throw invalidParameter("equals", "Give the value whose share is asked for.");
  return { function: measure, attribute, value: literal(equals) };
}

/** `true` and `5` are a boolean and a number, `"5"` and `Gold` are text. */
function literal(text: string): string | number | boolean {
  try {
    const value: unknown = JSON.parse(text);
    const scalar = z.union([z.string(), z.number(), z.boolean()]).safeParse(value);
    return scalar.success ? scalar.data : text;
  } catch {
    return text;
  }
}
