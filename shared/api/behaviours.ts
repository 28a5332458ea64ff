import { z } from "zod";
import { ObjectKind, objectKinds } from "../contracts/change.ts";
import { declareRetention } from "../flow/declare-retention.ts";
import { presentIndex } from "../flow/membership-now.ts";
import { behaviourFacts } from "../flow/seen-attributes.ts";
import { dayMs, parseDuration } from "../segmentation/time/duration.ts";
import { route } from "./route.ts";

const tag = "Attributes";

const Retention = z
  .string()
  .refine((text) => {
    const duration = parseDuration(text);
    return duration?.months === 0 && duration.days * dayMs + duration.milliseconds >= dayMs;
  }, "Give days, such as P400D, and at least one.")
  .meta({ description: "How long after it happened, in days: `P400D`." });

const Behaviour = z
  .object({
    object: ObjectKind,
    name: z.string(),
    count: z.number().int().meta({ description: "How often it was heard of." }),
    retention: Retention.optional().meta({ description: "Absent: kept for ever." }),
  })
  .meta({ id: "Behaviour" });

export const getBehaviours = route({
  method: "GET",
  path: "/api/v1/behaviours",
  tag,
  status: 200,
  summary: "Behaviours that were heard of, and how long they are kept",
  input: { query: z.object({ object: ObjectKind.optional() }) },
  output: z.object({ items: z.array(Behaviour) }),
  async handle({ query: { object: wanted } }, { context, workspaceId }) {
    const { root } = await presentIndex(context, workspaceId);
    const items: z.input<typeof Behaviour>[] = [];
    for (const object of wanted === undefined ? objectKinds : [wanted]) {
      const seen = await context.storage.tallies.counts(workspaceId, `attributes#${object}`);
      const heard = new Map(behaviourFacts(seen).map(({ name, count }) => [name, count]));
      const retention = new Map(Object.entries(root.retention[object]));
      for (const name of [...new Set([...heard.keys(), ...retention.keys()])].sort())
        items.push({ object, name, count: heard.get(name) ?? 0, retention: retention.get(name) });
    }
    return { body: { items } };
  },
});

export const putBehaviour = route({
  method: "PUT",
  path: "/api/v1/behaviours/{object}/{name}",
  role: "admin",
  tag,
  status: 200,
  summary: "Say how long a behaviour is kept; what is older is forgotten in the background",
  description:
    "Who was in a segment by what is forgotten leaves it. `null` keeps it for ever from now on.",
  input: {
    params: z.object({ object: ObjectKind, name: z.string().min(1) }),
    body: z.strictObject({ retention: Retention.nullable() }),
  },
  output: Behaviour.omit({ count: true }),
  async handle({ params: { object, name }, body }, { context, workspaceId, callerId: by }) {
    const retention = body.retention ?? undefined;
    await declareRetention(context, { workspaceId, object, by }, name, retention);
    return { body: { object, name, retention } };
  },
});
