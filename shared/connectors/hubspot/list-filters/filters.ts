import { z } from "zod";
import type { Formula } from "../../list-formula/formula.ts";
import { type Place, quoted, type Reading, shaped } from "../../list-formula/reading.ts";
import { readAssociationCount } from "./associations.ts";
import { readAnalyticsEvent, readEventFilter } from "./events.ts";
import { readListMembership } from "./list-membership.ts";
import { readPropertyFilter } from "./property-filter.ts";

type ReadFilter = (given: unknown, place: Place, reading: Reading) => Formula;

const Constant = z.strictObject({
  filterType: z.literal("CONSTANT"),
  shouldAccept: z.boolean(),
  source: z.string().optional(),
});

function readConstant(given: unknown, place: Place, reading: Reading): Formula {
  const read = shaped(Constant, given);
  if (!read.ok) return reading.refuse(place, "CONSTANT", read.why);
  return { kind: "constant", value: read.value.shouldAccept };
}

function unreceived(happenings: string): ReadFilter {
  return (given, place, reading) =>
    reading.refuse(
      place,
      typeOf(given) ?? "filter",
      `HubSpot does not tell Muster of ${happenings}.`,
    );
}

const readers: ReadonlyMap<string, ReadFilter> = new Map<string, ReadFilter>([
  ["PROPERTY", readPropertyFilter],
  ["IN_LIST", readListMembership],
  ["CONSTANT", readConstant],
  ["UNIFIED_EVENTS", readEventFilter],
  ["INTEGRATION_EVENT", readEventFilter],
  ["EVENT", readAnalyticsEvent],
  ["NUM_ASSOCIATIONS", readAssociationCount],
  ["ASSOCIATION", unreceived("the lists that associated records are on")],
  ["PROPERTY_ASSOCIATION", unreceived("the lists of records that a property names")],
  ["PAGE_VIEW", unreceived("page views")],
  ["CTA", unreceived("calls to action")],
  ["FORM_SUBMISSION", unreceived("form submissions")],
  ["FORM_SUBMISSION_ON_PAGE", unreceived("form submissions")],
  ["EMAIL_EVENT", unreceived("e-mails and what became of them")],
  ["EMAIL_SUBSCRIPTION", unreceived("e-mail subscriptions")],
  ["COMMUNICATION_SUBSCRIPTION", unreceived("subscriptions")],
  ["CAMPAIGN_INFLUENCED", unreceived("influence of campaigns")],
  ["SURVEY_MONKEY", unreceived("answers to surveys")],
  ["SURVEY_MONKEY_VALUE", unreceived("answers to surveys")],
  ["WEBINAR", unreceived("webinars")],
  ["PRIVACY", unreceived("privacy consents")],
  ["ADS_SEARCH", unreceived("ads")],
  ["ADS_TIME", unreceived("ads")],
]);

const Typed = z.object({ filterType: z.string() });

function typeOf(given: unknown): string | undefined {
  return Typed.safeParse(given).data?.filterType;
}

export function readFilter(given: unknown, place: Place, reading: Reading): Formula {
  if (!reading.admits()) return { kind: "unknown" };
  const type = typeOf(given);
  const read = readers.get(type ?? "");
  return read === undefined
    ? reading.refuse(place, type ?? "filter", `${quoted(type)} is not a known kind of filter.`)
    : read(given, place, reading);
}
