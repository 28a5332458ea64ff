import { z } from "zod";
import { Cause } from "../contracts/event.ts";
import type { Happening } from "../flow/happenings.ts";
import { type ActivityMark, recentActivity } from "../flow/recent-activity.ts";
import { fromCursor, toCursor } from "./cursors.ts";
import { Instant, iso } from "./instant.ts";
import { invalidParameter } from "./request-problem.ts";
import { route } from "./route.ts";

const HappeningView = z
  .object({
    id: z.string().meta({ description: "Drop repeats by it." }),
    at: Instant,
    about: z.object({
      kind: z.enum(["segment", "program", "connection"]),
      id: z.string(),
      name: z.string(),
    }),
    said: z.string().meta({
      description: "What happened: the rest of a sentence that begins with the name.",
    }),
    isTrouble: z.literal(true).optional().meta({ description: "Somebody has to see to it." }),
    actor: z.string().optional(),
    reason: z.string().optional(),
    turn: z
      .object({
        kind: z.enum(["entered", "exited"]),
        profileId: z.string(),
        name: z.string().optional().meta({ description: "Of the person or company." }),
        cause: Cause,
      })
      .optional()
      .meta({ description: "Where somebody entered or left." }),
  })
  .meta({ id: "Happening" });

const Activity = z
  .object({ items: z.array(HappeningView), cursor: z.string() })
  .meta({ id: "Activity" });

const Query = z.object({
  limit: z.coerce
    .number("Give a whole number.")
    .int("Give a whole number.")
    .min(1, "Give at least 1.")
    .max(200, "Give at most 200.")
    .default(100)
    .meta({ description: "How many who enter or leave at most, and of all else: the newest." }),
  after: z.string().optional().meta({ description: "The `cursor` of the answer before." }),
});

export const getActivity = route({
  method: "GET",
  path: "/api/v1/activity",
  tag: "Activity",
  status: 200,
  summary: "What happens in the workspace: who enters and leaves, edits, connections, sweeps",
  description:
    "The newest first. Ask again `after` the cursor for what came since; some of it comes twice, by the same `id`. Who enters or leaves because a rule changed is told by the segment's edit alone.",
  input: { query: Query },
  output: Activity,
  async handle({ query: { limit, after } }, { context, workspaceId }) {
    const since = markIn(fromCursor("after", after));
    const recent = await recentActivity(context, workspaceId, { after: since, limit });
    const { wall, clock } = recent.mark;
    return {
      body: {
        items: recent.happenings.map((each) => viewOf(each, recent.names)),
        cursor: toCursor(`${wall}/${clock}`) ?? "",
      },
    };
  },
});

function viewOf(
  { turn, at, about, ...rest }: Happening,
  names: ReadonlyMap<string, string>,
): z.input<typeof HappeningView> {
  return {
    ...rest,
    at: iso(at),
    about: { ...about },
    turn: turn && { ...turn, name: names.get(turn.profileId) },
  };
}

function markIn(key: string | undefined): ActivityMark | undefined {
  if (key === undefined) return undefined;
  const [wall = Number.NaN, clock = Number.NaN] = key.split("/").map(Number);
  if (Number.isSafeInteger(wall) && Number.isSafeInteger(clock)) return { wall, clock };
  throw invalidParameter("after", "This is no cursor of activity: leave it out to start over.");
}
