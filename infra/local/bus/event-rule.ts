import { z } from "zod";
import { PermanentError } from "../../../shared/runtime/errors.ts";
import { compileEventPattern, type EventMatcher } from "./event-pattern.ts";
import { isRecord } from "./operators.ts";

const targetSchema = z.strictObject({
  queueName: z.string(),
  /** `$.detail.workspaceId` is read from the event, anything else is the group id itself. */
  messageGroupPath: z.string().max(100).optional(),
});

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  busName: z.string().min(1),
  pattern: z.unknown(),
  targets: z.array(targetSchema).min(1).max(5).readonly(),
});

export type RuleTarget = z.infer<typeof targetSchema>;
export type RuleSettings = z.input<typeof ruleSchema>;

export interface EventRule {
  readonly name: string;
  readonly busName: string;
  readonly matches: EventMatcher;
  readonly targets: readonly RuleTarget[];
}

/** @throws PermanentError that names the rule and what the local bus cannot do for it */
export const readRule = (settings: RuleSettings): EventRule => {
  const parsed = ruleSchema.safeParse(settings);
  if (!parsed.success) {
    const reason = z.prettifyError(parsed.error);
    throw new PermanentError(
      `The local bus cannot run the rule '${settings.name}', only a pattern with queue targets: ${reason}`,
    );
  }
  const { name, busName, pattern, targets } = parsed.data;
  for (const { messageGroupPath } of targets) {
    if (messageGroupPath?.startsWith("$") && !PATH.test(messageGroupPath)) {
      throw new PermanentError(
        `The rule '${name}' has the message group '${messageGroupPath}'; the local bus reads plain paths such as $.detail.workspaceId.`,
      );
    }
  }
  return { name, busName, matches: compileEventPattern(pattern), targets };
};

const PATH = /^\$(\.[\w-]+)+$/;

/** The text or number at the path, the literal where it is none, `undefined` where absent. */
export const groupOf = (target: RuleTarget, event: unknown): string | undefined => {
  const path = target.messageGroupPath;
  if (path === undefined || !path.startsWith("$")) return path;
  let value = event;
  for (const step of path.split(".").slice(1)) {
    value = isRecord(value) ? value[step] : undefined;
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
};
