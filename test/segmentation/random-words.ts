import type {
  AttributeDeclaration,
  AttributeType,
  Normalisation,
  ObjectKind,
  RuleContext,
} from "../../shared/segmentation/record.ts";

/** What an attribute holds: its declared type, or what an undeclared one is used for. */
export type Kind = AttributeType | "moments" | "anything" | "nothing";

const shared: Readonly<Record<string, Kind>> = {
  score: "number",
  bonus: "number",
  active: "boolean",
  optedIn: "boolean",
  tier: "enum",
  plan: "enum",
  note: "string",
  motto: "string",
  region: "string",
  courses: "strings",
  skills: "strings",
  badges: "strings",
  certifiedAt: "date",
  renewedAt: "date",
  born: "date",
  lastLogin: "datetime",
  lastOrder: "datetime",
  signedAt: "moments",
  loose: "anything",
  other: "anything",
  nobodyHasIt: "nothing",
};

/** The attributes of the random profiles; `rank` differs between contacts and companies. */
export const attributeKinds: Readonly<Record<ObjectKind, Readonly<Record<string, Kind>>>> = {
  contact: { ...shared, rank: "number" },
  company: { ...shared, rank: "enum" },
};

/** Attributes with a past. */
export const remembered = [
  "score",
  "active",
  "tier",
  "region",
  "courses",
  "certifiedAt",
  "lastLogin",
  "other",
];

export const normalisations: Readonly<Record<string, Normalisation>> = {
  region: { trim: true, case: "lower", map: { deutschland: "de", "great britain": "gb" } },
  badges: { case: "upper", map: { AU: "GOLD" } },
};

/** What normalisation leaves of the values of `region` and `badges`, and ways to write them. */
export const normalised: Readonly<Record<string, readonly string[]>> = {
  region: ["de", "gb", "new de", ""],
  badges: ["GOLD", "A1", "", "PLATIN"],
};
export const unnormalised: Readonly<Record<string, readonly string[]>> = {
  region: ["DE", " de", "Deutschland ", "GREAT BRITAIN", "gb", "New De", " D", "E", " "],
  badges: ["gold", "Au", "a1", " A1", "", "AT", "1"],
};

function isType(kind: Kind): kind is AttributeType {
  return kind !== "moments" && kind !== "anything" && kind !== "nothing";
}

/** What the rules are read against, in UTC. */
export function randomContext(object: ObjectKind): RuleContext {
  return {
    object,
    zone: "UTC",
    attributes: {
      contact: declarations(attributeKinds.contact),
      company: declarations(attributeKinds.company),
    },
  };
}

function declarations(kinds: Readonly<Record<string, Kind>>): Map<string, AttributeDeclaration> {
  return new Map(
    Object.entries(kinds).flatMap(([name, type]) =>
      isType(type) ? [[name, { type, normalise: normalisations[name] }]] : [],
    ),
  );
}

export const strings = [
  "",
  "Gold",
  "gold",
  "Go%d",
  "G_ld",
  "old",
  "é",
  "é Go",
  "𝒳",
  "�",
  "O'Brien",
  "10",
  "Go",
];
export const numbers = [-1, 0, 0.5, 1, 2, 10, 1e9];
export const behaviourNames = ["viewed", "login", "submitted"];
export const segmentIds = ["partners", "beta", "lapsed"];
export const durations = [
  "P1D",
  "P7D",
  "P30D",
  "P1M",
  "P2M",
  "P1Y",
  "PT1H",
  "P1M1DT2H",
  "P1W",
  "P3M",
];
