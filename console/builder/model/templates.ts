import type { AttributeType, ObjectKind } from "../../../shared/segmentation/record.ts";
import type { Condition, Match, RuleGroup } from "../../../shared/segmentation/rule.ts";
import type { Attribute, Catalogue } from "./catalogue.ts";

/** A population that many programs reach for, written with the attributes of this workspace. */
export interface Template {
  readonly title: string;
  readonly why: string;
  readonly rule: RuleGroup;
}

interface Pattern {
  readonly title: string;
  readonly why: string;
  readonly object?: ObjectKind;
  /** Undefined where the workspace has nothing to write it with. */
  readonly write: (known: Known) => readonly Condition[] | undefined;
}

interface Known {
  readonly attribute: (named: RegExp, ...types: readonly AttributeType[]) => Attribute | undefined;
  readonly companyAttribute: Known["attribute"];
  readonly hasActivity: boolean;
  readonly segment: string | undefined;
}

const choices = ["enum", "string"] as const;
const days = ["date", "datetime"] as const;

/** What the workspace can answer now, the most usual first. */
export function templatesFor(object: ObjectKind, catalogue: Catalogue): Template[] {
  const known = knownOf(object, catalogue);
  return patterns.flatMap(({ title, why, object: only, write }) => {
    if (only !== undefined && only !== object) return [];
    const conditions = write(known);
    if (conditions === undefined) return [];
    return [{ title, why, rule: { combinator: "and", rules: [...conditions] } }];
  });
}

function knownOf(object: ObjectKind, { attributes, behaviours, segments }: Catalogue): Known {
  const finder =
    (of: ObjectKind): Known["attribute"] =>
    (named, ...types) =>
      attributes
        .filter((each) => each.object === of && types.includes(each.type))
        .toSorted((one, other) => other.fillRate - one.fillRate)
        .find(({ name, label }) => named.test(name) || named.test(label));
  return {
    attribute: finder(object),
    companyAttribute: finder("company"),
    hasActivity: behaviours.some((each) => each.object === object),
    segment: segments.find((each) => each.object === object)?.id,
  };
}

const chosen = (attribute: Attribute | undefined): Condition[] | undefined =>
  attribute && [{ field: attribute.name, operator: "in", value: firstOf(attribute) }];

function firstOf({ options }: Attribute): string[] {
  return options.slice(0, 1).map(({ value }) => value);
}

const within = (
  attribute: Attribute | undefined,
  operator: string,
  value: string,
): Condition[] | undefined => attribute && [{ field: attribute.name, operator, value }];

const patterns: readonly Pattern[] = [
  {
    title: "By tier",
    why: "Gold partners, enterprise customers: what their level entitles them to.",
    write: ({ attribute }) => chosen(attribute(/tier|level|plan/i, ...choices)),
  },
  {
    title: "By lifecycle stage",
    why: "Onboarding, adoption, renewal: each stage has needs of its own.",
    write: ({ attribute }) => chosen(attribute(/lifecycle|stage|phase/i, ...choices)),
  },
  {
    title: "Certification active",
    why: "Certified within the last year; they leave on the day it lapses.",
    write: ({ attribute }) => within(attribute(/certif/i, ...days), "inLast", "P1Y"),
  },
  {
    title: "Certification about to lapse",
    why: "Eleven months since the certificate: time to renew.",
    write: ({ attribute }) => {
      const at = attribute(/certif/i, ...days);
      const lastYear = within(at, "inLast", "P1Y");
      return lastYear && [...lastYear, ...(within(at, "notInLast", "P335D") ?? [])];
    },
  },
  {
    title: "Newly activated",
    why: "Everybody who came in the last 30 days, for onboarding.",
    write: ({ attribute }) =>
      within(attribute(/activat|since|hire|joined|start|creat/i, ...days), "inLast", "P30D"),
  },
  {
    title: "Renewal coming up",
    why: "The contract ends within 90 days.",
    write: ({ attribute }) =>
      within(attribute(/renew|contract|expir|ends?_?(on|at)/i, ...days), "inNext", "P90D"),
  },
  {
    title: "Training overdue",
    why: "No training within a year, those who never had one included.",
    write: ({ attribute }) =>
      within(attribute(/complian|train/i, ...days), "notInLast", "P1Y")?.map((each) => ({
        ...each,
        includeMissing: true,
      })),
  },
  {
    title: "By region",
    why: "For local content, languages and rules.",
    write: ({ attribute }) => chosen(attribute(/region|country|state|territory/i, ...choices)),
  },
  {
    title: "By role",
    why: "What somebody's job asks for, wherever they sit.",
    write: ({ attribute }) => chosen(attribute(/persona|role|jobtitle|function/i, ...choices)),
  },
  {
    title: "One cohort",
    why: "A launch or a class that goes through something together.",
    write: ({ attribute }) => chosen(attribute(/cohort|class|wave|batch/i, ...choices)),
  },
  {
    title: "Gone quiet",
    why: "No activity of any kind in 60 days.",
    write: ({ hasActivity }) => (hasActivity ? [activity({ mode: "none" }, "P60D")] : undefined),
  },
  {
    title: "Active this week",
    why: "At least three activities in the last 7 days.",
    write: ({ hasActivity }) =>
      hasActivity ? [activity({ mode: "atLeast", threshold: 3 }, "P7D")] : undefined,
  },
  {
    title: "At certain companies",
    why: "People whose company meets a condition, such as a tier.",
    object: "contact",
    write: ({ companyAttribute }) => {
      const rules = chosen(companyAttribute(/tier|status|industry|segment/i, ...choices));
      if (rules === undefined) return undefined;
      const value = { combinator: "and", rules };
      return [{ field: "company", operator: "=", match: { mode: "some" }, value }];
    },
  },
  {
    title: "A segment, without some",
    why: "Begin broad, and take out those it is not meant for.",
    write: ({ segment }) =>
      segment === undefined
        ? undefined
        : [
            { field: "segment", operator: "in", value: [segment] },
            { field: "segment", operator: "notIn", value: [] },
          ],
  },
];

function activity(match: Match, duration: string): Condition {
  const rules = [{ field: "at", operator: "inLast", value: duration }];
  return { field: "behaviours", operator: "=", match, value: { combinator: "and", rules } };
}
