import type { Academy } from "./academy.ts";
import type { Crm } from "./crm.ts";
import { countries } from "./names.ts";
import { companyIdOf, dateOf, staffOf } from "./program.ts";
import {
  lifecycleStages,
  onboardingSteps,
  personas,
  regions,
  tiers,
} from "./property-definitions.ts";
import { between, pick, type Random, weighted } from "./randomness.ts";
import type { CrmRecord, Properties } from "./records.ts";

type Turn = (contact: CrmRecord, random: Random) => Properties;

/** What happens to a contact of a partner program on an ordinary day. */
const turns: readonly [readonly [Turn, number], ...(readonly [Turn, number])[]] = [
  [() => ({ certified_at: dateOf(Date.now()) }), 20],
  [
    ({ properties }) => ({
      onboarding_status: next(onboardingSteps, properties["onboarding_status"]),
    }),
    20,
  ],
  [
    ({ properties }) => ({ lifecycle_stage: next(lifecycleStages, properties["lifecycle_stage"]) }),
    15,
  ],
  [(_, random) => ({ weekly_active_days: String(between(random, 0, 6)) }), 15],
  [() => ({ last_product_login: new Date().toISOString() }), 10],
  [() => ({ compliance_trained_at: dateOf(Date.now()) }), 10],
  [(_, random) => ({ persona: pick(random, personas) }), 5],
  [moveElsewhere, 5],
];

function moveElsewhere(_: CrmRecord, random: Random): Properties {
  const region = pick(random, regions);
  return { region, country: pick(random, countries[region]) };
}

function next(steps: readonly string[], current: string | undefined): string {
  return steps[(steps.indexOf(current ?? "") + 1) % steps.length] ?? "";
}

/** One thing that happens: a record changes, a company changes tier, somebody learns. */
export function liveOnce(crm: Crm, academy: Academy, random: Random): void {
  const contact = crm.records.nth(
    "contacts",
    between(random, 0, crm.records.count("contacts") - 1),
  );
  if (contact === undefined) return;
  const chance = random();
  if (chance < 0.35) academy.happen(contact, random);
  else if (chance < 0.42) changeTier(crm, companyIdOf(contact.id, crm.population));
  else crm.change("contacts", contact.id, weighted(random, turns)(contact, random));
}

/** A company's tier shows on its people too, as a workflow of the CRM copies it. */
function changeTier(crm: Crm, companyId: string): void {
  const company = crm.records.get("companies", companyId);
  const tier = { partner_tier: next(tiers, company?.properties["partner_tier"]) };
  crm.change("companies", companyId, tier);
  for (const id of staffOf(companyId, crm.population)) crm.change("contacts", id, tier);
}
