import type { Schemas } from "../api/client.ts";
import { causeWords } from "../parts/cause-words.ts";
import { plainValue } from "../parts/plain-value.ts";

export type TimelineItem = Schemas["TimelineItem"];

interface Names {
  readonly connectionName: (id: string) => string;
  readonly labelOf: (attribute: string) => string;
}

/** What happened, in a few words. */
export function headline(item: TimelineItem): string {
  switch (item.kind) {
    case "changed": {
      const names = Object.keys(item.values ?? {});
      return names.length === 1 ? "One value was told" : `${names.length} values were told`;
    }
    case "behaved":
      return (item.behaviour ?? "did something").replaceAll("_", " ");
    case "associated":
      return item.to?.object === "company" ? "Belongs to a company" : "Was linked to a person";
    case "parted":
      return item.to?.object === "company" ? "Left a company" : "Is no longer linked to a person";
    case "deleted":
      return "Deleted at its source";
    case "merged":
      return "Merged with another record at its source";
    case "heard-of":
      return "First heard of";
    case "entered":
      return `Entered ${item.segment ?? "a segment"}`;
    case "exited":
      return `Left ${item.segment ?? "a segment"}`;
    case "inherited":
      return `Taken over in a merge: in ${item.segment ?? "a segment"}`;
    case "handed-over":
      return `Given away in a merge: ${item.segment ?? "a segment"}`;
  }
}

/** The details, one a line. */
export function details(item: TimelineItem, { connectionName, labelOf }: Names): string[] {
  const values = Object.entries(item.values ?? {}).map(
    ([name, value]) => `${labelOf(name)}: ${plainValue(value)}`,
  );
  const properties = Object.entries(item.properties ?? {}).map(
    ([name, value]) => `${name}: ${plainValue(value)}`,
  );
  const because =
    item.cause === undefined ? [] : [`because ${causeWords(item.cause, connectionName)}`];
  return [...values, ...properties, ...because];
}
