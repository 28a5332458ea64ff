import { z } from "zod";
import { MAX_DELAY_SECONDS, MAX_VISIBILITY_SECONDS } from "./message.ts";

/** One standard queue, with the defaults of CloudFormation's `AWS::SQS::Queue`. */
export const queueDefinitionSchema = z
  .strictObject({
    name: z.string().regex(/^[\w-]{1,80}$/, "a standard queue's name: letters, digits, - and _"),
    visibilityTimeoutSeconds: z.int().min(0).max(MAX_VISIBILITY_SECONDS).default(30),
    delaySeconds: z.int().min(0).max(MAX_DELAY_SECONDS).default(0),
    receiveWaitSeconds: z.int().min(0).max(20).default(0),
    /** Receives after which a message moves to `deadLetterQueue`; both or neither. */
    maxReceiveCount: z.int().min(1).max(1000).optional(),
    deadLetterQueue: z.string().optional(),
  })
  .refine(
    (queue) => (queue.maxReceiveCount === undefined) === (queue.deadLetterQueue === undefined),
    "maxReceiveCount and deadLetterQueue go together",
  );
export type QueueDefinition = z.infer<typeof queueDefinitionSchema>;
export type QueueSettings = z.input<typeof queueDefinitionSchema>;

/** How many messages a queue holds, by what they wait for. */
export interface QueueDepth {
  readonly visible: number;
  readonly inFlight: number;
  /** Delayed, without those of `delayedUntilDue`. */
  readonly delayed: number;
  /** Delayed messages that carry an attribute `dueAt`: they wait for their instant by design. */
  readonly delayedUntilDue: number;
}
