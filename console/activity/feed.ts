import type { Schemas } from "../api/client.ts";

export type Happening = Schemas["Happening"];

/** What of the feed is shown. */
export const topics = ["everything", "people", "edits", "connections", "trouble"] as const;
export type Topic = (typeof topics)[number];

export const topicWords: Readonly<Record<Topic, string>> = {
  everything: "Everything",
  people: "Who enters and leaves",
  edits: "Edits and builds",
  connections: "Connections",
  trouble: "Needs somebody",
};

/** More than anybody reads; what is older goes. */
const mostKept = 1_000;

/** Newer and older happenings as one list, the newest first, each once. */
export function joined(
  newer: readonly Happening[],
  older: readonly Happening[],
): readonly Happening[] {
  const known = new Set(older.map(({ id }) => id));
  const fresh = newer.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return older;
  return [...fresh, ...older]
    .toSorted((one, other) => other.at.localeCompare(one.at))
    .slice(0, mostKept);
}

export function isAbout(happening: Happening, topic: Topic): boolean {
  switch (topic) {
    case "everything":
      return true;
    case "people":
      return happening.turn !== undefined;
    case "edits":
      return happening.turn === undefined && happening.about.kind !== "connection";
    case "connections":
      return happening.about.kind === "connection";
    case "trouble":
      return happening.isTrouble === true;
  }
}

/** Those of a topic that speak of what is searched for. */
export function sifted(
  happenings: readonly Happening[],
  topic: Topic,
  q: string,
): readonly Happening[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return happenings.filter((each) => {
    if (!isAbout(each, topic)) return false;
    const { about, said, actor = "", reason = "", turn } = each;
    const text = [about.name, said, actor, reason, turn?.name ?? ""].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

export interface Day {
  /** In the reader's zone, as it is written above its happenings. */
  readonly day: string;
  readonly happenings: readonly Happening[];
}

const dayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full" });

export function byDay(happenings: readonly Happening[]): Day[] {
  const days = Map.groupBy(happenings, ({ at }) => dayFormat.format(new Date(at)));
  return [...days].map(([day, each]) => ({ day, happenings: each }));
}
