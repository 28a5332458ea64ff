import { z } from "zod";

/** An event that a source put on its bus, as EventBridge hands it to a queue. */
export const SourceEvent = z.object({ source: z.string(), detail: z.unknown() });
export type SourceEvent = z.infer<typeof SourceEvent>;
