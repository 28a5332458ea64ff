import {
  attributesOf,
  type ListField,
  listFields,
  type Scope,
} from "../../../shared/segmentation/language/scopes.ts";
import type { Condition, Match } from "../../../shared/segmentation/rule.ts";
import { figureOf } from "./aggregates.ts";
import type { Attribute, Catalogue } from "./catalogue.ts";
import { filledWords, fixedLabel, spokenBehaviour } from "./field-words.ts";
import { startOf } from "./operator-choices.ts";

/** Something that a condition can be about. */
export interface FieldChoice {
  readonly key: string;
  readonly label: string;
  /** What it is listed under: the system it comes from, or what kind of thing it is. */
  readonly group: string;
  /** Said in small beside it. */
  readonly note: string;
  /** The condition to begin with. */
  readonly start: Condition;
}

export function fieldChoices(scope: Scope, catalogue: Catalogue): FieldChoice[] {
  const object = attributesOf(scope);
  if (object === undefined) return behaviourParts(catalogue);
  const attributes = catalogue.attributes
    .filter((each) => each.object === object)
    .map(attributeChoice)
    .toSorted((one, other) => one.group.localeCompare(other.group));
  return [...attributes, ...listChoices(scope, catalogue), ...subjectChoices(scope, catalogue)];
}

function attributeChoice({ name, label, source, fillRate, type }: Attribute): FieldChoice {
  const note = `${filledWords(fillRate)} filled`;
  return { key: name, label, group: source, note, start: startOf(name, type) };
}

function listChoices({ place }: Scope, { behaviours }: Catalogue): FieldChoice[] {
  const has = listsOf(place);
  return listFields
    .filter((list) => has.includes(list))
    .flatMap((list): FieldChoice[] => {
      if (list !== "behaviours") return [relatedChoice(list), figureChoice(list)];
      const object = place === "company" ? "company" : "contact";
      const seen = behaviours.filter((each) => each.object === object);
      return [
        ...seen.map(({ name, count }) => didChoice(name, count)),
        didAnything,
        didInOrder,
        figureChoice(list),
      ];
    });
}

function listsOf(place: Scope["place"]): readonly string[] {
  switch (place) {
    case "contact":
      return ["behaviours", "company"];
    case "company":
      return ["behaviours", "contacts", "ancestors"];
    case "contactCompany":
      return ["ancestors"];
    case "companyContact":
      return ["behaviours"];
    case "behaviour":
    case "ancestor":
      return [];
  }
}

const doings = "What they did";
const relations = "Who they belong to";

function didChoice(name: string, count: number): FieldChoice {
  return {
    key: `behaviours:${name}`,
    label: spokenBehaviour(name),
    group: doings,
    note: `${count.toLocaleString()} times`,
    start: behaviour([{ field: "name", operator: "=", value: name }]),
  };
}

function behaviour(rules: Condition[]): Condition {
  const within = { field: "at", operator: "inLast", value: "P30D" };
  return {
    field: "behaviours",
    operator: "=",
    match: { mode: "atLeast", threshold: 1 },
    value: { combinator: "and", rules: [...rules, within] },
  };
}

const didAnything: FieldChoice = {
  key: "behaviours",
  label: "Any activity",
  group: doings,
  note: "whatever it was",
  start: behaviour([]),
};

const anything = { combinator: "and", rules: [] };
const didInOrder: FieldChoice = {
  key: "behaviours:order",
  label: "Activities in a certain order",
  group: doings,
  note: "first this, then that",
  start: {
    field: "behaviours",
    operator: "sequence",
    value: { steps: [anything, anything], within: "P30D" },
  },
};

const figureLabels = {
  behaviours: "A figure over activities",
  company: "A figure over their companies",
  contacts: "A figure over its people",
  ancestors: "A figure over the companies above it",
} as const;

function figureChoice(list: ListField): FieldChoice {
  const isDone = list === "behaviours";
  return {
    key: `${list}:figure`,
    label: figureLabels[list],
    group: isDone ? doings : relations,
    note: isDone ? "number, total, first, last" : "number, total, average",
    start: figureOf(list),
  };
}

function relatedChoice(list: "company" | "contacts" | "ancestors"): FieldChoice {
  const match: Match = list === "contacts" ? { mode: "atLeast", threshold: 1 } : { mode: "some" };
  const value = { combinator: "and", rules: [] };
  return {
    key: list,
    label: fixedLabel(list) ?? list,
    group: relations,
    note: relatedNotes[list],
    start: { field: list, operator: "=", match, value },
  };
}

const relatedNotes = {
  company: "what is so of the company",
  contacts: "how many of them meet a condition",
  ancestors: "in the channel hierarchy",
} as const;

function subjectChoices({ place }: Scope, { segments }: Catalogue): FieldChoice[] {
  if (place !== "contact" && place !== "company") return [];
  const others = segments.filter((each) => each.object === place).length;
  return [
    {
      key: "segment",
      label: "Other segments",
      group: relations,
      note: `${others.toLocaleString()} to choose from`,
      start: { field: "segment", operator: "in", value: [] },
    },
    {
      key: "id",
      label: "A random part",
      group: relations,
      note: "stable, for tests and pilots",
      start: { field: "id", operator: "inSplit", value: { salt: "pilot", from: 0, to: 10 } },
    },
  ];
}

function behaviourParts({ behaviours }: Catalogue): FieldChoice[] {
  const [first] = behaviours;
  const group = "The activity";
  return [
    {
      key: "name",
      label: "What it was",
      group,
      note: "the kind of activity",
      start: { field: "name", operator: "=", value: first?.name ?? "" },
    },
    {
      key: "at",
      label: "When it was",
      group,
      note: "date and time",
      start: { field: "at", operator: "inLast", value: "P30D" },
    },
  ];
}

/** What is not in any list, written by hand: attributes yet to come, and properties of activities. */
function namedField(scope: Scope, text: string): FieldChoice {
  const isProperty = attributesOf(scope) === undefined;
  const key = isProperty && !text.startsWith("properties.") ? `properties.${text}` : text;
  return {
    key,
    label: isProperty
      ? `The property “${text.replace(/^properties\./, "")}”`
      : `The attribute “${text}”`,
    group: "By its name",
    note: isProperty ? "of the activity" : "not seen so far",
    start: startOf(key, "string"),
  };
}

/** More are found by typing. */
const mostShown = 100;

/** Those that a text is found in, the name in rules included; else what it may be the name of. */
export function matchingChoices(
  choices: readonly FieldChoice[],
  search: string,
  scope: Scope,
): FieldChoice[] {
  const text = search.trim().toLowerCase();
  const found = choices.filter(({ key, label }) => `${label}\n${key}`.toLowerCase().includes(text));
  const isNamed = text === "" || choices.some(({ key }) => key === search.trim());
  return [...found.slice(0, mostShown), ...(isNamed ? [] : [namedField(scope, search.trim())])];
}
