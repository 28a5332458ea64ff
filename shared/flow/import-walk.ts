import type { ImportSession, ImportSource } from "../connectors/import-source.ts";
import type { ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import type { FlowContext } from "./context.ts";

export type ImportContext = Pick<FlowContext, "storage" | "queues" | "clock" | "log">;

/** An import or a sweep under way: what one invocation works with. */
export interface ImportWalk {
  readonly context: ImportContext;
  readonly source: ImportSource;
  readonly connection: Connection;
  /** Asks the source, with access that is renewed when it must be. */
  ask<Answer>(work: (session: ImportSession) => Promise<Answer>): Promise<Answer>;
  /** The source's own names of what its catalogue describes. */
  properties(object: ObjectKind): Promise<readonly string[]>;
}
