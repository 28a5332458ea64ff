import { chosen } from "./chosen.ts";
import { editSegments } from "./edit-segments.ts";
import type { Choices, Command, CommandKind } from "./schedule.ts";
import type { TrueRecord, Value } from "./sources/truth.ts";
import { sweepLists, sweepSource } from "./sweep-all.ts";
import type { World } from "./world.ts";

const tiers = ["Gold", "Silver", "Bronze", null] as const;
const countries = ["DE", "FR", null, null] as const;

/** Does what a command says with whatever there is; where there is nothing to do it with, nothing. */
export async function act(world: World, { kind, choices }: Command): Promise<void> {
  await actions[kind](world, choices);
}

type Action = (world: World, choices: Choices) => void | Promise<void>;
type OnRecord = (world: World, record: TrueRecord, choices: Choices) => void;

const hotRecords = 2;

/** Much happens to few at once: what writes one profile meets others that do. */
function oftenTheFirst(records: readonly TrueRecord[], [, , how]: Choices): readonly TrueRecord[] {
  return how % 5 < 2 ? records.slice(0, hotRecords) : records;
}

const onContact =
  (act: OnRecord): Action =>
  (world, choices) => {
    const contact = chosen(oftenTheFirst(world.portal.live("contact"), choices), choices[0]);
    if (contact !== undefined) act(world, contact, choices);
  };
const onCompany =
  (act: OnRecord): Action =>
  (world, choices) => {
    const company = chosen(world.portal.live("company"), choices[1]);
    if (company !== undefined) act(world, company, choices);
  };
const onPartnerRecord =
  (act: OnRecord): Action =>
  (world, choices) => {
    const record = chosen(oftenTheFirst(world.partner.live, choices), choices[0]);
    if (record !== undefined) act(world, record, choices);
  };
const associating =
  (removed: boolean): OnRecord =>
  ({ portal }, contact, [, what]) => {
    const company = chosen(portal.live("company"), what);
    if (company !== undefined) portal.associate(contact, company, removed);
  };

const actions: Readonly<Record<CommandKind, Action>> = {
  ...editSegments,
  "create contact": createContact,
  "create twin": createTwin,
  "set property": onContact((world, contact, [, what, how]) => setSome(world, contact, what, how)),
  "set partner attributes": onPartnerRecord((world, record, [, what]) =>
    world.partner.set(record, ofPartner(world, what)),
  ),
  behave: onPartnerRecord(({ partner }, record, [, what, how]) =>
    partner.behave(record, how % 5 === 0 ? "downloaded" : "viewed", `c-${1 + (what % 2)}`),
  ),
  "create company": ({ portal }, [, what]) =>
    void portal.create("company", { tier: tiers[what % 4] ?? null }),
  "set company property": onCompany(({ portal }, company, [, , how]) =>
    portal.set(company, "tier", tiers[how % 4] ?? null),
  ),
  associate: onContact(associating(false)),
  dissociate: onContact(associating(true)),
  "delete contact": onContact(({ portal }, contact) => portal.delete(contact)),
  "delete partner record": onPartnerRecord(({ partner }, record) => partner.delete(record)),
  "delete company": onCompany(({ portal }, company) => portal.delete(company)),
  "erase contact": onContact((world, contact) => {
    if (!hasTwin(world, contact)) world.portal.erase(contact);
  }),
  "merge contacts": mergeSome,
  "sweep source": (world) => (world.isSwept ? sweepSource(world) : undefined),
  "sweep lists": sweepLists,
  "revoke grant": ({ portalApi }) => portalApi.revoke(),
  "grant access": (world) => (world.portalApi.isRevoked ? world.grantAccess() : undefined),
};

/** Some have no address: they may be merged into others, and join nobody. */
function createContact({ portal }: World, [, what, how]: Choices): void {
  const address = how % 4 === 0 ? {} : { email: `p${portal.records.size}@acme.test` };
  portal.create("contact", { ...address, ...someOf(what) });
}

/** A partner's record of somebody the portal knows, once; or of somebody it does not. */
function createTwin(world: World, [who, what, how]: Choices): void {
  const { portal, partner } = world;
  const email = chosen(portal.live("contact"), who)?.values.get("email")?.value;
  const address = typeof email === "string" && how % 3 > 0 ? email : undefined;
  const isKnown = [...partner.records.values()].some(
    (each) => each.values.get("email")?.value === address,
  );
  if (address === undefined || !isKnown) partner.create(address, ofPartner(world, what));
}

/** Some values by one choice, as HubSpot has them: text. */
function someOf(choice: number): Record<string, Value> {
  const tier = tiers[choice % 4] ?? null;
  const country = countries[(choice >> 4) % 4] ?? null;
  return {
    ...(choice % 3 === 0 ? {} : { tier }),
    ...(choice % 2 === 0 ? { score: (choice >> 8) % 100 } : {}),
    ...(choice % 7 === 0 ? { country } : {}),
  };
}

/**
 * What a sweep brings in counts since the record's last change, not the value's: whether it is newer
 * than the partner's is then a matter of luck, so that the two tell of different attributes.
 */
function ofPartner({ isSwept }: World, choice: number): Record<string, Value> {
  return isSwept ? { region: choice % 2 === 0 ? "EMEA" : null } : someOf(choice);
}

function setSome(world: World, contact: TrueRecord, what: number, how: number): void {
  const { portal, time } = world;
  switch (what % 4) {
    case 0:
      return portal.set(contact, "tier", tiers[how % 4] ?? null);
    case 1:
      return portal.set(contact, "score", how % 100);
    case 2: {
      const at = time.now + (how % 900_000) - 600_000;
      return portal.set(contact, "certifiedAt", new Date(Math.floor(at)).toISOString());
    }
    default:
      return portal.set(contact, "country", countries[how % 4] ?? null);
  }
}

function hasTwin({ partner }: World, contact: TrueRecord): boolean {
  const email = contact.values.get("email")?.value;
  return (
    typeof email === "string" &&
    [...partner.records.values()].some((each) => each.values.get("email")?.value === email)
  );
}

/** One without an address is merged into another. */
function mergeSome({ portal }: World, [who, what, how]: Choices): void {
  const contacts = portal.live("contact");
  const primary = chosen(contacts, who);
  const nameless = contacts.filter(
    (each) => each !== primary && typeof each.values.get("email")?.value !== "string",
  );
  const other = chosen(nameless, what);
  if (primary !== undefined && other !== undefined) portal.merge(primary, other, how % 2 === 0);
}
