import { companyStems, firstNames, lastNames } from "../names.ts";
import { between, pick, type Random, seededRandom } from "../randomness.ts";
import type { Fields, OrgRecords } from "./org-records.ts";

const accountCount = 20;
const contactsEach = 6;
const leadCount = 15;
const dayMs = 86_400_000;
const tiers = ["Registered", "Silver", "Gold", "Platinum"] as const;
const products = ["Analytics", "Automation", "Commerce"] as const;
const titles = ["Channel manager", "Architect", "Consultant"] as const;

/** Twenty partners, every fourth above the three that follow, their people, and some leads. */
export function makeOrg(records: OrgRecords, now: number): void {
  const random = seededRandom(4);
  let above: string | null = null;
  for (let index = 0; index < accountCount; index += 1) {
    const isAbove = index % 4 === 0;
    const { account, domain } = accountOf(random, index, isAbove ? null : above);
    const accountId = records.insert("Account", account, now);
    if (isAbove) above = accountId;
    for (let seat = 0; seat < contactsEach; seat += 1) {
      const person = personAt(random, index * contactsEach + seat, domain);
      const contact = { ...person, AccountId: accountId, ...progress(random, now) };
      records.insert("Contact", contact, now);
    }
  }
  for (let index = 0; index < leadCount; index += 1) {
    const person = personAt(random, 1_000 + index, "prospects.example");
    const lead = { ...person, Company: "Prospect", Status: "Open", IsConverted: false };
    records.insert("Lead", lead, now);
  }
}

function accountOf(random: Random, index: number, parentId: string | null) {
  const name = `${companyStems[index % companyStems.length] ?? "Partner"} Field Services`;
  const domain = `${name.toLowerCase().replaceAll(" ", "-")}.example`;
  const account: Fields = {
    Name: name,
    Website: `https://www.${domain}`,
    ParentId: parentId,
    Partner_Tier__c: pick(random, tiers),
  };
  return { account, domain };
}

function personAt(random: Random, number: number, domain: string): Fields {
  const [first, last] = [pick(random, firstNames), pick(random, lastNames)];
  const local = `${first}.${last}.${number}`.normalize("NFD").replace(/[^A-Za-z0-9.]/g, "");
  return {
    FirstName: first,
    LastName: last,
    Email: `${local.toLowerCase()}@${domain}`,
    Title: pick(random, titles),
  };
}

function progress(random: Random, now: number): Fields {
  const certified = new Date(now - between(random, 1, 500) * dayMs).toISOString();
  return {
    Certified_On__c: random() < 0.7 ? certified.slice(0, 10) : null,
    Courses__c: between(random, 0, 12),
    Active__c: random() < 0.8,
    Products__c: products.filter(() => random() < 0.5).join(";") || null,
  };
}
