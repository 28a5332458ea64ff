/** The segment whose next version is described. */
export interface EditedSegment {
  readonly id: string;
  readonly name: string;
  /** Its latest version as it was read, and the mark of the whole. */
  readonly newest: number;
  readonly etag: string | undefined;
}
