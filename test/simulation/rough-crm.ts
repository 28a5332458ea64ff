import { type Findings, findingsOf } from "./check-world.ts";
import { calm, type Faults } from "./faults.ts";
import { type Population, populations } from "./populations.ts";
import { settle, sweepDuesRegularly } from "./settle.ts";
import type { TrueRecord } from "./sources/truth.ts";
import { sweepLists, sweepSource } from "./sweep-all.ts";
import { World } from "./world.ts";

/** What the CRM does to Muster while the changes come. */
const rough: Faults = { ...calm, limited: 0.3, drop: 0.05, repeat: 0.2, reorderMs: 60_000 };

const changesPerSecond = 200;
const contactCount = 400;
const companyCount = 20;

export interface RoughOutcome extends Findings {
  readonly changes: number;
  readonly dropped: number;
  readonly calls: number;
  readonly limited: number;
  /** Memberships that changed: entries and exits. */
  readonly transitions: number;
  /** Records in pushes that the CRM took. */
  readonly pushed: number;
  /** Of these, those that changed a list. */
  readonly changed: number;
  /** Until everything was equal, after the last change. */
  readonly virtualMinutes: number;
}

/**
 * 200 changes a second arrive while the CRM answers 429 to 30 % of calls, drops 5 % of its webhooks,
 * repeats 20 %, reorders within a minute, and revokes the token once. Then an admin connects
 * again, and one sweep of the source and of every destination must make all equal.
 */
export async function endureRoughCrm(seed: number, seconds: number): Promise<RoughOutcome> {
  const world = new World(seed);
  await world.connect();
  sweepDuesRegularly(world);
  for (const population of populations.filter(isOfTheCrm))
    await world.createSegment(population, "hubspot-list");
  const companies = Array.from({ length: companyCount }, () => world.portal.create("company", {}));
  for (let place = 0; place < contactCount; place += 1)
    world.portal.create("contact", { email: `p${place}@acme.test` });
  await settle(world);
  world.faults = rough;
  const revokedAt = Math.floor(seconds / 2);
  for (let second = 0; second < seconds; second += 1) {
    if (second === revokedAt) world.portalApi.revoke();
    await aSecondOfChanges(world, companies);
  }
  const endedAt = world.time.elapsed;
  await world.time.runUntil(endedAt + 120_000);
  world.faults = { ...rough, drop: 0 };
  await world.grantAccess();
  await settle(world);
  await sweepSource(world);
  await settle(world);
  await sweepLists(world);
  await settle(world);
  world.faults = calm;
  await settle(world);
  const { calls, limited, pushed, changed } = world.portalApi.counts;
  return {
    ...findingsOf(world),
    changes: seconds * changesPerSecond,
    dropped: world.portal.sender.dropped,
    calls,
    limited,
    transitions: world.muster.events.length,
    pushed,
    changed,
    virtualMinutes: Math.round((world.time.elapsed - endedAt) / 60_000),
  };
}

/** Rules over what the CRM alone tells. */
function isOfTheCrm({ name }: Population): boolean {
  return !name.includes("viewed");
}

async function aSecondOfChanges({ time, portal }: World, companies: TrueRecord[]): Promise<void> {
  const { random } = time;
  const contacts = portal.live("contact");
  for (let change = 0; change < changesPerSecond; change += 1) {
    await time.runUntil(time.elapsed + 1_000 / changesPerSecond);
    const contact = random.pick(contacts);
    const company = random.pick(companies);
    if (contact.state !== "live") continue;
    const kind = random.below(100);
    if (kind < 40) portal.set(contact, "tier", random.pick(["Gold", "Silver", "Bronze", null]));
    else if (kind < 70) portal.set(contact, "score", random.below(100));
    else if (kind < 80) portal.set(contact, "country", random.pick(["DE", null]));
    else if (kind < 90) portal.associate(contact, company, random.chance(0.3));
    else if (kind < 99) portal.set(company, "tier", random.pick(["Gold", "Silver"]));
    else if (contacts.length > contactCount / 2) portal.delete(contact);
  }
}
