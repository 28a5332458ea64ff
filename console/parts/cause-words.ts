import type { Schemas } from "../api/client.ts";

type Cause = NonNullable<Schemas["TimelineItem"]["cause"]>;

/** Why somebody entered or left, as the end of a sentence. */
export function causeWords(cause: Cause, connectionName: (id: string) => string): string {
  const { kind, attribute, connection } = cause;
  switch (kind) {
    case "change": {
      const what = whatChanged(attribute);
      return connection === undefined ? what : `${what} in ${connectionName(connection)}`;
    }
    case "time":
      return "time passed";
    case "rule":
      return "the segment's rule was made or changed";
    case "merge":
      return "two records turned out to be one";
    case "split":
      return "records that did not belong together were taken apart";
    case "deletion":
      return "its source deleted the record";
    case "erasure":
      return "it was erased on request";
  }
}

const behaviours = "behaviours.";

function whatChanged(attribute: string | undefined): string {
  if (attribute === undefined) return "something changed";
  if (attribute.startsWith(behaviours))
    return `“${attribute.slice(behaviours.length).replaceAll("_", " ")}” happened`;
  const related = relations.find(([prefix]) => attribute.startsWith(prefix));
  if (related === undefined) return `${attribute} changed`;
  const [prefix, whose] = related;
  return `${whose} ${attribute.slice(prefix.length)} changed`;
}

/** What rules read of others, by the beginning of its name. */
const relations = [
  ["company.", "their company's"],
  ["contacts.", "one of its people's"],
  ["ancestors.", "a company above's"],
] as const;
