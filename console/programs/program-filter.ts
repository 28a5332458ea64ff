import { kinds, type Program } from "./program-words.ts";

/** What of the list is shown; empty texts ask for nothing. */
export interface ProgramFilter {
  readonly q: string;
  readonly kind: string;
  /** `all`: those that ended too. */
  readonly state: string;
}

export function asked(search: URLSearchParams): ProgramFilter {
  const kind = search.get("kind") ?? "";
  return {
    q: search.get("q") ?? "",
    kind: kinds.some((each) => each === kind) ? kind : "",
    state: search.get("state") === "all" ? "all" : "",
  };
}

/** Those that fit, by name. */
export function sifted(
  programs: readonly Program[],
  { q, kind, state }: ProgramFilter,
  segmentNames: ReadonlyMap<string, string>,
): Program[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return programs
    .filter((each) => kind === "" || each.kind === kind)
    .filter((each) => state === "all" || each.state !== "ended")
    .filter((each) => {
      const segments = [...each.include, ...each.exclude].map((id) => segmentNames.get(id) ?? "");
      const text = [each.name, each.owner, each.description ?? "", ...segments].join(" ");
      return words.every((word) => text.toLowerCase().includes(word));
    })
    .toSorted((one, other) => one.name.localeCompare(other.name));
}
