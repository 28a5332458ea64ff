import type { AttributeType, ObjectKind } from "../../../shared/segmentation/record.ts";
import type { Schemas } from "../../api/client.ts";
import { spokenName } from "../../parts/spoken-name.ts";

/** What rules of this workspace can ask for. */
export interface Catalogue {
  readonly attributes: readonly Attribute[];
  readonly behaviours: readonly BehaviourSeen[];
  readonly segments: readonly SegmentName[];
  /** All profiles, by object. */
  readonly profiles: Readonly<Record<ObjectKind, number>>;
}

export interface Attribute {
  readonly object: ObjectKind;
  readonly name: string;
  /** As the connected system calls it, else its name. */
  readonly label: string;
  /** What its values are edited as. */
  readonly type: AttributeType;
  /** Whose types the engine converts to, where an admin has said so. */
  readonly declared: AttributeType | undefined;
  /** From 0 to 1. */
  readonly fillRate: number;
  /** The connection that describes it. */
  readonly source: string;
  /** Values that the connected system allows, by what it calls them. */
  readonly options: readonly Option[];
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

interface BehaviourSeen {
  readonly object: ObjectKind;
  readonly name: string;
  readonly count: number;
}

interface SegmentName {
  readonly id: string;
  readonly name: string;
  readonly object: ObjectKind;
}

const unsourced = "Seen in the data";

/** An attribute as the builder shows it. */
export function attributeOf(
  seen: Schemas["Attribute"],
  connectionName: (id: string) => string,
): Attribute {
  const { object, name, fillRate = 0 } = seen;
  const [source] = seen.sources ?? [];
  return {
    object,
    name,
    label: source?.label ?? spokenName(name),
    type: editedAs(seen),
    declared: seen.type,
    fillRate,
    source: source === undefined ? unsourced : connectionName(source.connection),
    options: source?.options ?? [],
  };
}

/** A type that a system describes counts where the values that came are of its JSON type. */
function editedAs({ type, sources, seen }: Schemas["Attribute"]): AttributeType {
  if (type !== undefined) return type;
  const described = sources?.[0]?.type;
  if (described !== undefined && (seen[jsonTypes[described]] ?? 0) > 0) return described;
  const most = Object.entries(seen).toSorted(([, one], [, other]) => other - one)[0]?.[0];
  return most === "number" || most === "boolean" || most === "strings"
    ? most
    : (described ?? "string");
}

const jsonTypes: Readonly<Record<AttributeType, string>> = {
  string: "string",
  enum: "string",
  date: "string",
  datetime: "string",
  number: "number",
  boolean: "boolean",
  strings: "strings",
};
