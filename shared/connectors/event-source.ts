import type { Change } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";

/** What events of one connection say, as far as they say it. */
export interface EventNews {
  readonly changes: readonly Change[];
  /** Events of kinds that are not followed, or that nobody can read. */
  readonly ignored: number;
  /** Records of which something changed, but not all of what it is now. */
  readonly doubts: readonly Doubt[];
  /** Kinds of records to which so much happened that it was not told one by one. */
  readonly floods: readonly string[];
}

/** Records that are to be read at the source. */
export interface Doubt {
  /** The source's own name of the kind of records. */
  readonly records: string;
  readonly recordIds: readonly string[];
  /** When the event happened, in milliseconds: the source shows at least that. */
  readonly at: number;
  /** They are no more; the source may know what they were merged into. */
  readonly gone: boolean;
}

/** A source that tells of its changes by events on a bus. */
export interface EventSource {
  /** The account that the events of a bus's source are of; undefined where it names none. */
  accountOf(source: string): string | undefined;
  /** Takes each event's `detail`; never throws. */
  read(details: readonly unknown[], connection: Pick<Connection, "propertyTypes">): EventNews;
  /**
   * What the records are, as changes. Throws as pushing does: then none counts as read.
   * Without access to the source `unread` is what is left to believe.
   */
  readAgain(connection: Connection, doubts: readonly Doubt[]): Promise<Change[]>;
  unread(doubts: readonly Doubt[]): Pick<EventNews, "changes" | "floods">;
}
