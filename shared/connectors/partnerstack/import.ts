import { z } from "zod";
import type { DescribedAttribute } from "../../contracts/catalogue.ts";
import type { ImportedPage, ImportSession, ImportSource, LeftRecord } from "../import-source.ts";
import { isSuccess } from "../json-api.ts";
import { dataOf, partnerStackFailure, sendPartnerStack } from "./api.ts";
import { Customer, customerValues, Partnership, partnershipValues } from "./partnership.ts";

const recordsAtOnce = 100;
const Stamped = z.looseObject({ key: z.string(), updated_at: z.number().nullish() });
const Page = z.object({ items: z.array(Stamped), has_more: z.boolean().default(false) });

const parts = ["partnerships", "customers"] as const;
type Part = (typeof parts)[number];

/**
 * All partners, and all whom they brought, as contacts; the program does not say how many.
 * https://docs.partnerstack.com/reference/get_v2-partnerships-2
 */
export const partnerStackImport: ImportSource = {
  objects: ["contact"],
  pagesAtOnce: 1,
  catalogue: async () => ({ propertyTypes: {}, attributes }),
  total: async () => undefined,
  page: readPage,
  links: async () => ({ at: 0, links: [] }),
  leftAtOnce: 1,
  left: readLeft,
};

/** A cursor is the kind of records and the last one's key. */
async function readPage(
  session: ImportSession,
  _object: string,
  _properties: readonly string[],
  cursor: string | undefined,
): Promise<ImportedPage> {
  const [kind, after] = cursor?.split(" ") ?? [];
  const part = parts.find((each) => each === kind) ?? parts[0];
  const query = new URLSearchParams({
    limit: String(recordsAtOnce),
    ...(after === undefined ? {} : { starting_after: after }),
  });
  await session.spend();
  const call = { method: "GET", path: `/${part}?${query}` } as const;
  const page = dataOf(await sendPartnerStack(session.connection, call), Page);
  const records = page.items.map((item) => ({
    recordId: item.key,
    at: item.updated_at ?? 0,
    values: valuesOf(part, item),
  }));
  const last = page.items.at(-1)?.key;
  if (page.has_more && last !== undefined) return { records, next: `${part} ${last}` };
  return { records, next: parts[parts.indexOf(part) + 1] };
}

/** Looked for one by one, as a partner and as a customer: a key says not which it is. */
async function readLeft(
  session: ImportSession,
  _object: string,
  recordIds: readonly string[],
): Promise<LeftRecord[]> {
  const left: LeftRecord[] = [];
  for (const recordId of recordIds)
    if (!(await isThere(session, recordId))) left.push({ recordId, at: Date.now() });
  return left;
}

async function isThere(session: ImportSession, recordId: string): Promise<boolean> {
  for (const part of parts) {
    await session.spend();
    const path = `/${part}/${encodeURIComponent(recordId)}`;
    const answer = await sendPartnerStack(session.connection, { method: "GET", path });
    if (isSuccess(answer)) return true;
    if (answer.status !== 404) throw partnerStackFailure(answer);
  }
  return false;
}

function valuesOf(part: Part, item: unknown) {
  switch (part) {
    case "partnerships":
      return partnershipValues(Partnership.parse(item));
    case "customers":
      return customerValues(Customer.parse(item));
  }
}

const attributes: readonly DescribedAttribute[] = [
  described("firstName", "first_name", "First name"),
  described("lastName", "last_name", "Last name"),
  described("name", "name", "Customer's name"),
  described("partnerKey", "partner_key", "Partner key"),
  described("groupKey", "group.key", "Group key"),
  described("groupName", "group.name", "Group"),
  described("groupSlug", "group.slug", "Group's short name"),
  described("partnerTags", "tags", "Partner tags", "strings"),
  described("partnershipStatus", "approved_status", "Partnership's status"),
  described("partnershipArchived", "archived", "Partnership archived", "boolean"),
  described("applicationStatus", "application", "Application's status"),
  described("customerKey", "customer_key", "Customer key"),
  described("referredByPartner", "partner_key", "Referred by partner"),
  described("referredByPartnership", "partnership_key", "Referred by partnership"),
];

function described(
  name: string,
  property: string,
  label: string,
  type: DescribedAttribute["type"] = "string",
): DescribedAttribute {
  return { object: "contact", name, property, label, type, options: [] };
}
