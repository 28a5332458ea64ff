type FieldType =
  | "id"
  | "reference"
  | "string"
  | "email"
  | "url"
  | "picklist"
  | "multipicklist"
  | "double"
  | "boolean"
  | "date"
  | "datetime";

interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  readonly values?: readonly string[];
  /** Set when the record is made, and never again. */
  readonly isFixed?: true;
  /** Only values of the list are taken. */
  readonly isRestricted?: true;
  /** Nobody but Salesforce, or an admin, may write it. */
  readonly isReadOnly?: true;
}

export interface SObject {
  readonly prefix: string;
  readonly fields: readonly Field[];
  /** Told of by Change Data Capture. */
  readonly isTold: boolean;
}

const field = (name: string, type: FieldType, label = name): Field => ({ name, label, type });
const choice = (name: string, label: string, values: readonly string[]): Field => ({
  ...field(name, "picklist", label),
  values,
});
const choices = (name: string, label: string, values: readonly string[]): Field => ({
  ...field(name, "multipicklist", label),
  values,
});
const fixed = (name: string): Field => ({ ...field(name, "reference"), isFixed: true });

const common = [
  field("Id", "id", "Record ID"),
  field("IsDeleted", "boolean", "Deleted"),
  field("CreatedDate", "datetime", "Created Date"),
  field("SystemModstamp", "datetime", "System Modstamp"),
];
const master = field("MasterRecordId", "reference", "Master Record ID");
const person = [
  field("FirstName", "string", "First Name"),
  field("LastName", "string", "Last Name"),
  field("Email", "email"),
  field("Title", "string"),
];

export const sobjects = {
  Account: {
    prefix: "001",
    isTold: true,
    fields: [
      ...common,
      master,
      field("Name", "string", "Account Name"),
      field("Website", "url"),
      field("ParentId", "reference", "Parent Account"),
      choice("Partner_Tier__c", "Partner tier", ["Registered", "Silver", "Gold", "Platinum"]),
      choices("Segments__c", "Segments", []),
    ],
  },
  Contact: {
    prefix: "003",
    isTold: true,
    fields: [
      ...common,
      master,
      ...person,
      field("AccountId", "reference", "Account"),
      field("Certified_On__c", "date", "Certified on"),
      field("Courses__c", "double", "Courses taken"),
      field("Active__c", "boolean", "Active"),
      {
        ...field("Products__c", "multipicklist", "Products"),
        values: ["Analytics", "Automation", "Commerce"],
      },
      choices("Segments__c", "Segments", []),
      { ...choices("Fixed_Segments__c", "Fixed segments", ["Beta", "VIP"]), isRestricted: true },
      field("In_Program__c", "boolean", "In the program"),
      { ...field("Scored__c", "boolean", "Scored"), isReadOnly: true },
    ],
  },
  Lead: {
    prefix: "00Q",
    isTold: true,
    fields: [
      ...common,
      master,
      ...person,
      field("Company", "string"),
      choice("Status", "Lead Status", ["Open", "Working", "Closed - Converted"]),
      field("IsConverted", "boolean", "Converted"),
      field("ConvertedContactId", "reference", "Converted Contact"),
    ],
  },
  Campaign: {
    prefix: "701",
    isTold: false,
    fields: [
      ...common,
      field("Name", "string", "Campaign Name"),
      field("IsActive", "boolean", "Active"),
      field("Status", "string"),
      field("Description", "string"),
    ],
  },
  CampaignMember: {
    prefix: "00v",
    isTold: true,
    fields: [
      ...common,
      fixed("CampaignId"),
      fixed("ContactId"),
      fixed("LeadId"),
      fixed("AccountId"),
      field("Status", "string"),
    ],
  },
  ListView: {
    prefix: "00B",
    isTold: false,
    fields: [
      ...common,
      field("Name", "string"),
      field("SobjectType", "string"),
      field("Scope", "string"),
      // As JSON: no field of Salesforce's own.
      field("Condition", "string"),
    ],
  },
  CampaignMemberStatus: {
    prefix: "01Y",
    isTold: false,
    fields: [
      ...common,
      fixed("CampaignId"),
      field("Label", "string"),
      field("HasResponded", "boolean", "Responded"),
    ],
  },
} as const satisfies Record<string, SObject>;
export type SObjectName = keyof typeof sobjects;

export function sobjectNamed(name: string): SObjectName | undefined {
  return Object.keys(sobjects).find((each): each is SObjectName => each === name);
}

export function fieldsOf(name: SObjectName): readonly Field[] {
  return sobjects[name].fields;
}
