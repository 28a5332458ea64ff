import { z } from "zod";
import type { AttributeValue } from "../../contracts/change.ts";

/** What Muster's own tags begin with. */
export const ownTag = "Muster · ";

const text = z.union([z.string(), z.number()]).transform(String).nullish();
const flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")]);

/** The group that decides what a partner is paid, as far as an event or the API tells of it. */
const Group = z.object({ key: text, name: text, slug: text }).nullish();

/** A partner in the program, as the API and its webhooks tell of one. Unknown fields are left alone. */
export const Partnership = z.object({
  key: text,
  partner_key: text,
  email: text,
  first_name: text,
  last_name: text,
  group: Group,
  tags: z.array(z.string()).nullish(),
  approved_status: text,
  archived: flag.nullish(),
});
export type Partnership = z.infer<typeof Partnership>;

/** Somebody whom a partner brought. */
export const Customer = z.object({
  key: text,
  customer_key: text,
  partner_key: text,
  partnership_key: text,
  email: text,
  name: text,
});
export type Customer = z.infer<typeof Customer>;

type Values = Record<string, AttributeValue | null>;

/**
 * By names in rules; what is not told of is left out. Muster's own tags say nothing new: as
 * attributes they would be an echo of what it pushed.
 */
export function partnershipValues(given: Partnership): Values {
  return told({
    email: given.email,
    firstName: given.first_name,
    lastName: given.last_name,
    partnerKey: given.partner_key,
    groupKey: given.group?.key,
    groupName: given.group?.name,
    groupSlug: given.group?.slug,
    partnerTags: given.tags?.filter((tag) => !tag.startsWith(ownTag)),
    partnershipStatus: given.approved_status,
    partnershipArchived: given.archived,
  });
}

export function customerValues(given: Customer): Values {
  return told({
    email: given.email,
    name: given.name,
    customerKey: given.customer_key,
    referredByPartner: given.partner_key,
    referredByPartnership: given.partnership_key,
  });
}

/** Empty text is how the program writes that there is none. */
function told(values: Readonly<Record<string, AttributeValue | null | undefined>>): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, AttributeValue | null][] => {
      if (value === undefined) return [];
      return [[name, value === "" ? null : value]];
    }),
  );
}
