/** Ids of programs begin so; a program's own segment has the program's id. */
const programPrefix = "prg_";

/** Where to read on about a segment: that of a program is shown with its program. */
export function segmentPath(id: string): string {
  return id.startsWith(programPrefix) ? `/programs/${id}` : `/segments/${id}`;
}
