import { createHash } from "node:crypto";
import { z } from "zod";
import { profileById, profileByKey, within } from "../flow/look-up-profile.ts";
import { presentGrants } from "../flow/present-grants.ts";
import { type Flag, flagsOf } from "../programs/flags.ts";
import type { Call } from "./call.ts";
import { FlagProblem } from "./flag-failure.ts";
import { route } from "./route.ts";

/** https://github.com/open-feature/protocol/blob/main/service/openapi.yaml */
const FlagView = z
  .object({
    key: z.string(),
    value: z.union([
      z.boolean(),
      z.number(),
      z.record(z.string(), z.union([z.number(), z.string()])),
    ]),
    reason: z.enum(["TARGETING_MATCH", "SPLIT"]),
    variant: z.string().optional(),
    metadata: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: "Flag" });

const FlagFailure = z
  .object({
    key: z.string().optional(),
    errorCode: z.enum([
      "PARSE_ERROR",
      "TARGETING_KEY_MISSING",
      "INVALID_CONTEXT",
      "FLAG_NOT_FOUND",
      "GENERAL",
    ]),
    errorDetails: z.string(),
  })
  .meta({ id: "FlagFailure" });

const Evaluation = z
  .object({
    context: z.looseObject({ targetingKey: z.string().optional() }).optional().meta({
      description: "`targetingKey`: a profile's id, or a key such as email:ann@acme.test.",
    }),
  })
  .meta({ id: "FlagEvaluation", examples: [{ context: { targetingKey: "email:ann@acme.test" } }] });

const described = {
  method: "POST",
  tag: "Flags",
  status: 200,
  changesNothing: true,
  failure: FlagFailure,
} as const;

export const postFlags = route({
  ...described,
  path: "/ofrep/v1/evaluate/flags",
  problems: [304],
  summary: "All that a person may see and do, as feature flags (OFREP)",
  description: "What is not granted has no flag. Give `If-None-Match` to hear of changes only.",
  input: { body: Evaluation },
  output: z.object({ flags: z.array(FlagView) }),
  async handle({ body }, call) {
    const flags = await flagsFor(call, body);
    const etag = `"${createHash("sha256").update(JSON.stringify(flags)).digest("base64url")}"`;
    const known = (call.headers["if-none-match"] ?? "").split(",").map((tag) => tag.trim());
    if (known.includes(etag) || known.includes(`W/${etag}`))
      return { status: 304, body: noFlags, headers: { etag } };
    return { body: { flags: flags.map(viewFlag) }, headers: { etag } };
  },
});

export const postFlag = route({
  ...described,
  path: "/ofrep/v1/evaluate/flags/{key}",
  summary: "Whether a person may see or do one thing, as a feature flag (OFREP)",
  description: "What is not granted is not found, as what does not exist.",
  input: { params: z.object({ key: z.string() }), body: Evaluation },
  output: FlagView,
  async handle({ params: { key }, body }, call) {
    const flags = await flagsFor(call, body);
    const found = flags.find((each) => each.key === key);
    if (found !== undefined) return { body: viewFlag(found) };
    throw new FlagProblem("FLAG_NOT_FOUND", `Nothing is granted under "${key}".`);
  },
});

const noFlags = { flags: [] };

/** Whom nobody knows is granted nothing. Throws 400 without a targeting key. */
async function flagsFor(
  { context, workspaceId }: Call,
  { context: evaluation }: z.output<typeof Evaluation>,
): Promise<Flag[]> {
  const target = evaluation?.targetingKey?.trim() ?? "";
  if (target === "")
    throw new FlagProblem(
      "TARGETING_KEY_MISSING",
      "Give context.targetingKey: a profile's id, or a key such as email:ann@acme.test.",
    );
  const anywhere = within(workspaceId, undefined);
  const profile = target.includes(":")
    ? await profileByKey(context, anywhere, target)
    : await profileById(context, anywhere, target);
  return profile === undefined ? [] : flagsOf(await presentGrants(context, profile));
}

function viewFlag({ metadata, value, ...flag }: Flag): z.input<typeof FlagView> {
  return {
    ...flag,
    value: typeof value === "object" ? { ...value } : value,
    metadata: { ...metadata },
  };
}
