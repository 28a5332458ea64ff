import type { RecordType } from "./records.ts";

export const tiers = ["Registered", "Silver", "Gold", "Platinum"] as const;
export const lifecycleStages = ["Onboarding", "Adoption", "Renewal window"] as const;
export const onboardingSteps = ["Not started", "In progress", "Complete"] as const;
export const personas = [
  "Channel sales rep",
  "Customer admin",
  "Partner technical contact",
  "Franchise operator",
  "Compliance officer",
] as const;
export const cohorts = ["2026-Q4 launch", "Beta program", "Class of October 2026"] as const;
export const regions = ["EMEA", "APAC", "North America", "Latin America"] as const;
export const modules = ["Analytics", "Automation", "Commerce", "Integrations"] as const;

interface Definition {
  readonly name: string;
  readonly label: string;
  readonly type: "string" | "number" | "bool" | "date" | "datetime" | "enumeration";
  readonly fieldType: string;
  readonly options?: readonly string[];
}

const text = (name: string, label: string): Definition => ({
  name,
  label,
  type: "string",
  fieldType: "text",
});
const date = (name: string, label: string): Definition => ({
  name,
  label,
  type: "date",
  fieldType: "date",
});
const number = (name: string, label: string): Definition => ({
  name,
  label,
  type: "number",
  fieldType: "number",
});
const choice = (name: string, label: string, options: readonly string[]): Definition => ({
  name,
  label,
  type: "enumeration",
  fieldType: "select",
  options,
});

const contacts: readonly Definition[] = [
  text("email", "Email"),
  text("firstname", "First name"),
  text("lastname", "Last name"),
  text("jobtitle", "Job title"),
  text("country", "Country"),
  choice("region", "Region", regions),
  choice("persona", "Persona", personas),
  choice("partner_tier", "Partner tier", tiers),
  choice("lifecycle_stage", "Customer lifecycle stage", lifecycleStages),
  choice("onboarding_status", "Onboarding", onboardingSteps),
  choice("launch_cohort", "Cohort", cohorts),
  date("activated_at", "Activated in the partner program"),
  date("certified_at", "Certified on"),
  date("compliance_trained_at", "Last compliance training"),
  {
    name: "last_product_login",
    label: "Last product login",
    type: "datetime",
    fieldType: "date",
  },
  {
    name: "regulated_role",
    label: "Works in a regulated role",
    type: "bool",
    fieldType: "booleancheckbox",
  },
  number("weekly_active_days", "Days active in the last week"),
  {
    name: "product_modules",
    label: "Product modules",
    type: "enumeration",
    fieldType: "checkbox",
    options: modules,
  },
];

const companies: readonly Definition[] = [
  text("name", "Company name"),
  text("domain", "Company domain name"),
  text("industry", "Industry"),
  text("country", "Country"),
  choice("region", "Region", regions),
  choice("partner_tier", "Partner tier", tiers),
  choice("partner_status", "Partner status", ["Active", "Onboarding", "Inactive"]),
  date("partner_since", "Partner since"),
  date("contract_renewal_on", "Contract renews on"),
  number("seats", "Licensed seats"),
];

export const definitions: Readonly<Record<RecordType, readonly Definition[]>> = {
  contacts,
  companies,
};

/** A definition as HubSpot's properties API shows it. */
export function describeDefinition({ name, label, type, fieldType, options }: Definition): object {
  return {
    name,
    label,
    type,
    fieldType,
    description: "",
    groupName: "partner_program",
    hidden: false,
    options: (options ?? []).map((value, displayOrder) => ({
      label: value,
      value,
      displayOrder,
      hidden: false,
    })),
  };
}
