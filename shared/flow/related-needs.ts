import type { ObjectKind } from "../contracts/change.ts";
import type { CompanyNeeds } from "../profiles/company-content.ts";
import type { ContactNeeds } from "../profiles/contribution.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import { reaches } from "./index-reader.ts";

/** Undefined where no rule asks for any company from there. */
export function companyNeeds({ related }: IndexRoot, object: ObjectKind): CompanyNeeds | undefined {
  const { company, ancestors } = related;
  const ofCompany = related["company.ancestors"];
  const above = new Set([...(ofCompany?.attributes ?? []), ...(ancestors?.attributes ?? [])]);
  const climbing = (ofCompany?.revision ?? 0) + (ancestors?.revision ?? 0);
  if (object === "company")
    return climbing === 0 ? undefined : { direct: above, above, revision: climbing };
  if (company === undefined && ofCompany === undefined) return undefined;
  return {
    direct: new Set(company?.attributes),
    above: ofCompany && new Set(ofCompany.attributes),
    revision: (company?.revision ?? 0) + climbing,
  };
}

/** Undefined where no rule about companies reads contacts. */
export function contactNeeds({ related }: IndexRoot): ContactNeeds | undefined {
  const { contacts } = related;
  if (contacts === undefined) return undefined;
  return {
    attributes: new Set(contacts.attributes),
    behaviours: reaches(contacts.behaviours),
    revision: contacts.revision,
  };
}
