import type { Schemas } from "../../api/client.ts";

type Edit = Schemas["SegmentEdit"];

const fieldNames: Readonly<Record<string, string>> = {
  description: "purpose",
  entryDwell: "when one enters",
  exitGrace: "when one leaves",
  exitLeads: "what is told ahead",
  retireAt: "its end",
  reviewEvery: "how often it is reviewed",
};

/** What somebody did to a segment, after their name: "changed its name and owner". */
export function editWords({ kind, version, fields = [] }: Edit): string {
  switch (kind) {
    case "created":
      return "made it";
    case "edited":
      return `changed ${fields.map((field) => fieldNames[field] ?? field).join(", ") || "it"}`;
    case "version-added":
      return `proposed version ${version}`;
    case "promoted":
      return `had version ${version} take over`;
    case "live":
      return `made version ${version} live`;
    case "resumed":
      return "had the build go on";
    case "reviewed":
      return "looked at it: still right";
    case "retired":
      return "retired it";
  }
}
