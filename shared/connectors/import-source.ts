import type { DescribedAttribute } from "../contracts/catalogue.ts";
import type { AttributeValue, ObjectKind } from "../contracts/change.ts";
import type { Connection } from "../contracts/connection.ts";

/** The requests of one import. */
export interface ImportSession {
  /** With an access token that is good for a while. */
  readonly connection: Connection;
  /** Awaited before each request: returns once it may be sent. */
  spend(): Promise<void>;
}

/** One record as it stood at the source. */
export interface ImportedRecord {
  readonly recordId: string;
  /** When it last changed there, in milliseconds. */
  readonly at: number;
  /** By names in rules; `null` where it has none. */
  readonly values: Readonly<Record<string, AttributeValue | null>>;
  /** When a value came to be, in milliseconds, by its name; of those not named nobody knows. */
  readonly valuesAt?: Readonly<Record<string, number>>;
  /** Records that the source merged into this one, at any time. */
  readonly merged?: readonly string[];
}

/** A record that was there and no longer is. */
export interface LeftRecord {
  readonly recordId: string;
  /** When it left, by the source's clock; where it does not say, when it was asked. */
  readonly at: number;
  /** Where the source merged it into another: that one, as it stands. */
  readonly mergedInto?: ImportedRecord;
  /** The source does not say whether it deleted the record or merged it into another. */
  readonly isUnexplained?: true;
}

export interface ImportedPage {
  /** A record may come in several parts. */
  readonly records: readonly ImportedRecord[];
  /** What they are associated with, where the source tells it with them. */
  readonly links?: ImportedLinks;
  /** Where the next page begins; undefined after the last. */
  readonly next: string | undefined;
}

/** What records are associated with, all of it, at one instant of the source. */
export interface ImportedLinks {
  readonly at: number;
  /** A record has one at most. */
  readonly isOnly?: true;
  readonly links: readonly {
    readonly recordId: string;
    /** When it was so, where the source knows of each record. */
    readonly at?: number;
    readonly to: readonly { readonly object: ObjectKind; readonly recordId: string }[];
  }[];
}

type ReadRecords = (
  session: ImportSession,
  object: ObjectKind,
  /** The source's own names of what is wanted. */
  properties: readonly string[],
  recordIds: readonly string[],
) => Promise<readonly ImportedRecord[]>;

/**
 * How all records of a source come in. Each call is safe to repeat, and throws as
 * `PushTarget.push` does.
 */
export interface ImportSource {
  /** In the order they are imported: what others are associated with first. */
  readonly objects: readonly ObjectKind[];
  /** Of how many pages the associations are read at once. */
  readonly pagesAtOnce: number;
  catalogue(
    session: ImportSession,
  ): Promise<Pick<Connection, "propertyTypes"> & { attributes: readonly DescribedAttribute[] }>;
  /** How many records there are; undefined where the source does not say. */
  total(session: ImportSession, object: ObjectKind): Promise<number | undefined>;
  page(
    session: ImportSession,
    object: ObjectKind,
    /** The source's own names of what is wanted. */
    properties: readonly string[],
    cursor: string | undefined,
  ): Promise<ImportedPage>;
  /** Of each record that could be read, all associations; absent where pages tell them. */
  links?(
    session: ImportSession,
    object: ObjectKind,
    recordIds: readonly string[],
  ): Promise<ImportedLinks>;
  /** 100 records at most as they stand, as far as they are there; absent where nobody needs them. */
  records?: ReadRecords;
  /** The same of 50 at most, with since when each value is; absent where the source does not know. */
  dated?: ReadRecords;
  /** Of how many records `left` asks with one request. */
  readonly leftAtOnce: number;
  /**
   * Which of the records are not there any more. Named is only what the source itself says of:
   * an answer that leaves a record out proves nothing.
   */
  left(
    session: ImportSession,
    object: ObjectKind,
    recordIds: readonly string[],
  ): Promise<readonly LeftRecord[]>;
}
