import { z } from "zod";
import { jsonPointer } from "../connectors/json-pointer.ts";
import { ObjectKind } from "../contracts/change.ts";
import { importList } from "../flow/import-list.ts";
import { RuleGroup } from "../segmentation/rule.ts";
import type { Call } from "./call.ts";
import { ConnectionPath, findConnection } from "./find-connection.ts";
import { invalid } from "./request-problem.ts";
import { route } from "./route.ts";

const mostNames = 250;
const Id = z.string().min(1).max(200);

function mapOf(description: string) {
  return z
    .record(Id, Id)
    .default({})
    .refine((map) => Object.keys(map).length <= mostNames, `Give at most ${mostNames}.`)
    .meta({ description });
}

const Wanted = z.strictObject({
  segments: mapOf(
    "Segments by the ids of the lists that stand for them; lists that a segment is pushed to are known.",
  ),
  behaviours: mapOf("Names of behaviours by the system's ids of kinds of events."),
  partial: z
    .boolean()
    .default(false)
    .meta({ description: "Offer a rule also where something had to be left out." }),
});

const Remark = z.object({
  path: z.string().meta({ description: "JSON pointer into the list's definition." }),
  what: z.string().meta({ description: "In the system's own words." }),
  why: z.string(),
});

const ListRule = z.object({
  name: z.string(),
  object: ObjectKind,
  rule: RuleGroup.optional().meta({
    description: "Absent where something is untranslated, unless a partial one was asked for.",
  }),
  untranslated: z.array(Remark).meta({ description: "What the rule cannot say." }),
  differences: z
    .array(Remark)
    .meta({ description: "What the rule does not say quite as the system." }),
});

export const postListRule = route({
  method: "POST",
  path: "/api/v1/connections/{id}/lists/{listId}/rule",
  role: "editor",
  tag: "Connections",
  status: 200,
  changesNothing: true,
  problems: [409, 422],
  summary: "Read a list of a connected CRM as a rule",
  description:
    "Nothing is stored: the rule can be saved as a segment's. What cannot be translated is named at its place in the list's definition, and nothing is left out.",
  input: { params: ConnectionPath.extend({ listId: Id }), body: Wanted },
  output: ListRule,
  async handle({ params: { id, listId }, body }, call) {
    const connection = await findConnection(call, id);
    const segments = await knownSegments(call, body.segments);
    const behaviours = new Map(Object.entries(body.behaviours));
    const { partial } = body;
    const imported = await importList(call.context, connection, {
      listId,
      segments,
      behaviours,
      partial,
    });
    const { untranslated, differences, ...found } = imported;
    return {
      body: { ...found, untranslated: [...untranslated], differences: [...differences] },
    };
  },
});

async function knownSegments(
  { context, workspaceId }: Call,
  given: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const entries = Object.entries(given);
  const found = await Promise.all(
    entries.map(([, segmentId]) => context.storage.segments.get(workspaceId, segmentId)),
  );
  const missing = entries.find((_, at) => found[at] === undefined);
  if (missing !== undefined)
    throw invalid(jsonPointer(["segments", missing[0]]), `There is no segment ${missing[1]}.`);
  return new Map(entries);
}
