import {
  companyKinds,
  companyStems,
  countries,
  firstNames,
  industries,
  jobTitles,
  lastNames,
} from "./names.ts";
import { cohorts, modules, personas } from "./property-definitions.ts";
import { between, pick, type Random, seededRandom, weighted } from "./randomness.ts";
import type { CrmRecord, Properties } from "./records.ts";

/** How large the portal is. */
export interface Population {
  readonly companies: number;
  readonly contactsEach: number;
}

export const samplePopulation: Population = { companies: 60, contactsEach: 10 };

const dayMs = 86_400_000;

const firstCompanyId = 7_001;
const firstContactId = 40_001;

/** Where a contact works: the same number of contacts a company, in order. */
export function companyIdOf(contactId: string, { contactsEach }: Population): string {
  const number = Number(contactId) - firstContactId;
  return String(firstCompanyId + Math.floor(number / contactsEach));
}

export function staffOf(companyId: string, { contactsEach }: Population): string[] {
  const first = firstContactId + (Number(companyId) - firstCompanyId) * contactsEach;
  return Array.from({ length: contactsEach }, (_, seat) => String(first + seat));
}

const resellersEach = 9;

/** Every tenth company is a distributor, above those that follow it. */
export function parentIdOf(companyId: string): string | undefined {
  const place = (Number(companyId) - firstCompanyId) % (resellersEach + 1);
  return place === 0 ? undefined : String(Number(companyId) - place);
}

/** The companies below one. */
export function childIdsOf(companyId: string, { companies }: Population): string[] {
  if (parentIdOf(companyId) !== undefined) return [];
  const end = Math.min(Number(companyId) + resellersEach, firstCompanyId + companies - 1);
  const count = Math.max(0, end - Number(companyId));
  return Array.from({ length: count }, (_, place) => String(Number(companyId) + 1 + place));
}

/**
 * A partner program, 60 companies with ten contacts each unless told otherwise; the same for every
 * seed, with dates relative to `now` (ms), so that certifications are always about to expire.
 */
export function makeProgram(
  seed: number,
  now: number,
  { companies, contactsEach } = samplePopulation,
): CrmRecord[] {
  const random = seededRandom(seed);
  const records: CrmRecord[] = [];
  for (let index = 0; index < companies; index += 1) {
    const createdAt = now - between(random, 40, 900) * dayMs;
    const company = companyProperties(random, index, now, createdAt);
    records.push({
      type: "companies",
      id: String(firstCompanyId + index),
      properties: company,
      createdAt,
      updatedAt: createdAt,
    });
    for (let seat = 0; seat < contactsEach; seat += 1) {
      const number = index * contactsEach + seat;
      records.push({
        type: "contacts",
        id: String(firstContactId + number),
        properties: contactProperties(random, number, company, now),
        createdAt,
        updatedAt: createdAt,
      });
    }
  }
  return records;
}

function companyProperties(
  random: Random,
  index: number,
  now: number,
  createdAt: number,
): Properties {
  const stem = companyStems[index % companyStems.length] ?? companyStems[0];
  const kind =
    companyKinds[Math.floor(index / companyStems.length) % companyKinds.length] ?? companyKinds[0];
  const number = Math.floor(index / (companyStems.length * companyKinds.length));
  const name = `${stem} ${kind}${number === 0 ? "" : ` ${number + 1}`}`;
  const region = weighted(random, [
    ["EMEA", 35],
    ["North America", 35],
    ["APAC", 20],
    ["Latin America", 10],
  ]);
  return {
    name,
    domain: `${name.toLowerCase().replaceAll(" ", "-")}.example`,
    industry: pick(random, industries),
    region,
    country: pick(random, countries[region]),
    partner_tier: weighted(random, [
      ["Registered", 35],
      ["Silver", 30],
      ["Gold", 25],
      ["Platinum", 10],
    ]),
    partner_status: weighted(random, [
      ["Active", 75],
      ["Onboarding", 15],
      ["Inactive", 10],
    ]),
    partner_since: dateOf(createdAt),
    contract_renewal_on: dateOf(now + between(random, 5, 360) * dayMs),
    seats: String(between(random, 5, 400)),
  };
}

function contactProperties(
  random: Random,
  number: number,
  company: Properties,
  now: number,
): Properties {
  const firstname = pick(random, firstNames);
  const lastname = pick(random, lastNames);
  const persona = pick(random, personas);
  return {
    email: `${plain(firstname)}.${plain(lastname)}.${number + 1}@${company["domain"] ?? ""}`,
    firstname,
    lastname,
    jobtitle: jobTitles[persona],
    persona,
    region: company["region"] ?? "",
    country: company["country"] ?? "",
    partner_tier: company["partner_tier"] ?? "",
    launch_cohort: random() < 0.35 ? pick(random, cohorts) : "",
    regulated_role: String(persona === "Compliance officer" || random() < 0.15),
    weekly_active_days: String(between(random, 0, 6)),
    product_modules: modules.filter(() => random() < 0.4).join(";"),
    ...progress(random, now),
  };
}

/** How far somebody has come: stages, and the dates behind them. */
function progress(random: Random, now: number): Properties {
  const daysAgo = (low: number, high: number) => dateOf(now - between(random, low, high) * dayMs);
  return {
    lifecycle_stage: weighted(random, [
      ["Onboarding", 25],
      ["Adoption", 55],
      ["Renewal window", 20],
    ]),
    onboarding_status: weighted(random, [
      ["Complete", 60],
      ["In progress", 28],
      ["Not started", 12],
    ]),
    activated_at: weighted(random, [
      [daysAgo(1, 30), 15],
      [daysAgo(31, 700), 85],
    ]),
    certified_at: weighted(random, [
      ["", 25],
      [daysAgo(1, 330), 45],
      [daysAgo(336, 364), 15],
      [daysAgo(366, 500), 15],
    ]),
    compliance_trained_at: random() < 0.8 ? daysAgo(10, 480) : "",
  };
}

export function dateOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function plain(name: string): string {
  return name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
}
