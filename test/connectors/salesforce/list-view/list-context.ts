import type { ListContext } from "../../../../shared/connectors/list-formula/reading.ts";

/** The fields of an org, of each kind one. */
export const propertyTypes = {
  "Contact.Title": "string",
  "Contact.Level__c": "picklist",
  "Contact.Courses__c": "double",
  "Contact.Active__c": "boolean",
  "Contact.Products__c": "multipicklist",
  "Contact.Certified_On__c": "date",
  "Contact.Seen__c": "datetime",
  "Contact.Office__c": "location",
  "Contact.Segments__c": "muster",
  "Lead.Title": "string",
  "Account.Name": "string",
} as const;

export function listContext(given: Partial<ListContext> = {}): ListContext {
  return {
    rules: {
      object: "contact",
      zone: "UTC",
      attributes: { contact: new Map(), company: new Map() },
    },
    propertyTypes,
    segments: new Map(),
    behaviours: new Map(),
    partial: false,
    ...given,
  };
}
