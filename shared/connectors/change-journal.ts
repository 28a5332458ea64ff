import type { Change, ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";
import { PermanentError } from "../runtime/errors.ts";

export interface JournalPage {
  readonly changes: readonly Change[];
  /** Of what kinds of records something is told that cannot be understood: they are to be read. */
  readonly unread: readonly ObjectKind[];
  /** Where to go on after it. */
  readonly place: string;
}

/**
 * What a source keeps for a while of all its changes, for those that it failed to tell. Each call
 * is safe to repeat, and throws as `PushTarget.push` does.
 */
export interface ChangeJournal {
  /** For how long, in milliseconds. What was not read by then is lost to it. */
  readonly keptForMs: number;
  /** Has the source write down what happens to a connection's records, and nothing twice. */
  subscribe(connection: Connection): Promise<void>;
  /** Behind all there is by now; undefined where there is nothing. */
  latest(connection: Connection): Promise<string | undefined>;
  /** What is new, in order; from the oldest on where no place is given. Throws `PlaceLostError`. */
  read(connection: Connection, place: string | undefined): AsyncIterable<JournalPage>;
}

/** The source does not know the place any more: what came after it is to be found otherwise. */
export class PlaceLostError extends PermanentError {}
