import { z } from "zod";
import type { Change } from "../../contracts/change.ts";
import type { AccountEvents } from "../connector.ts";
import { limitEvents, malformed, readJson, readShape } from "../webhook-json.ts";
import { Customer, customerValues, Partnership, partnershipValues } from "./partnership.ts";

/**
 * Documented (https://docs.partnerstack.com/docs/partnerstack-webhooks): one JSON object a
 * request with the names of events, `partnership.created` in the second version and
 * `partnership_created` in the first; `group`, `key`, `partner_key`; instants in milliseconds.
 * Nothing says how webhooks are signed, hence an address with a secret part.
 * Assumed: the event's object stands at the top or under `data`, as the API would show it; a list
 * of events is taken too; an object without an instant is as new as the webhook itself. One
 * without a `key` cannot be told apart from the record that the API knows, and is passed over: the
 * daily sweep finds what it said.
 */
const Envelope = z.looseObject({
  event: z.string().optional(),
  event_type: z.string().optional(),
  type: z.string().optional(),
  data: z.looseObject({}).optional(),
});

const Stamp = z.object({
  updated_at: z.number().int().nullish(),
  created_at: z.number().int().nullish(),
});

const mostEvents = 100;
const aDayMs = 86_400_000;

/** Events of kinds that are not followed, or dated over a day ahead, are counted and left alone. */
export function parsePartnerStack(body: Uint8Array, receivedAt: number): AccountEvents[] {
  const document = readJson(body);
  const list: readonly unknown[] = Array.isArray(document) ? document : [document];
  limitEvents(list.length, mostEvents);
  const changes = list.flatMap((raw, index) =>
    changesOf(raw, receivedAt, Array.isArray(document) ? [index] : []),
  );
  const events = new Set(changes.map(({ from }) => from)).size;
  return [
    {
      accountId: undefined,
      eventCount: list.length,
      ignoredCount: list.length - events,
      changes: () => changes.map(({ change }) => change),
    },
  ];
}

interface Told {
  /** The event it comes from. */
  readonly from: unknown;
  readonly change: Change;
}

type Place = readonly PropertyKey[];

function changesOf(raw: unknown, receivedAt: number, at: Place): Told[] {
  const envelope = readShape(Envelope, raw, at);
  const name = envelope.event ?? envelope.event_type ?? envelope.type;
  if (name === undefined) throw malformed("Expected the event's name.", [...at, "event"]);
  const [place, subject] = envelope.data ? [[...at, "data"], envelope.data] : [at, envelope];
  const stamp = readShape(Stamp, subject, place);
  const instant = stamp.updated_at ?? stamp.created_at ?? receivedAt;
  if (instant > receivedAt + aDayMs) return [];
  const told = bodyOfEvent(name.replaceAll(".", "_"), subject, place, instant);
  if (told === undefined) return [];
  const { recordId, body } = told;
  return [{ from: raw, change: { object: "contact", recordId, at: instant, body } }];
}

type Subject = Readonly<Record<string, unknown>>;
type Found = Pick<Change, "recordId" | "body"> | undefined;

function bodyOfEvent(event: string, subject: Subject, place: Place, at: number): Found {
  const [kind = "", ...rest] = event.split("_");
  const isDeletion = rest.join("_") === "deleted";
  switch (kind) {
    case "partnership":
      return ofPartnership(readShape(Partnership, subject, place), isDeletion);
    case "customer":
      return ofCustomer(readShape(Customer, subject, place), isDeletion);
    case "application":
      return ofApplication(readShape(Application, subject, place), rest.join("_"));
    case "deal":
      return ofDeal(readShape(Deal, subject, place), event, at);
    default:
      return undefined;
  }
}

function ofPartnership(given: Partnership, isDeletion: boolean): Found {
  const { key: recordId } = given;
  if (!recordId) return undefined;
  if (isDeletion) return { recordId, body: { kind: "deletion" } };
  return { recordId, body: { kind: "attributes", values: partnershipValues(given) } };
}

function ofCustomer(given: Customer, isDeletion: boolean): Found {
  const { key: recordId } = given;
  if (!recordId) return undefined;
  if (isDeletion) return { recordId, body: { kind: "deletion" } };
  return { recordId, body: { kind: "attributes", values: customerValues(given) } };
}

/** What somebody who applied filled in stands in `content`. */
const Application = z.object({
  ...Partnership.shape,
  partnership_key: z.string().nullish(),
  content: Partnership.pick({ email: true, first_name: true, last_name: true }).nullish(),
});

function ofApplication(given: z.infer<typeof Application>, step: string): Found {
  const recordId = given.partnership_key || given.key;
  if (!recordId) return undefined;
  const { content } = given;
  const person = {
    email: given.email || content?.email,
    first_name: given.first_name || content?.first_name,
    last_name: given.last_name || content?.last_name,
  };
  const values = { ...partnershipValues({ ...given, ...person }), applicationStatus: step };
  return { recordId, body: { kind: "attributes", values } };
}

const Deal = z.object({
  key: z.string().nullish(),
  partnership_key: z.string().nullish(),
  partnership: z.object({ key: z.string().nullish() }).nullish(),
  stage: z.string().nullish(),
  amount: z.number().nullish(),
});

/** A deal is something that the partner does; whose it is, is not always told. */
function ofDeal(given: z.infer<typeof Deal>, event: string, happenedAt: number): Found {
  const recordId = given.partnership_key ?? given.partnership?.key;
  if (!recordId || !given.key) return undefined;
  const { key: deal, stage, amount } = given;
  const properties = {
    deal,
    ...(stage && { stage }),
    ...(typeof amount === "number" && { amount }),
  };
  const id = `${deal} ${event} ${happenedAt}`;
  return { recordId, body: { kind: "behaviour", name: event, happenedAt, properties, id } };
}
