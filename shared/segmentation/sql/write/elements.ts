import type { Place, Writing } from "./place.ts";

/** The rows of a list field, as they stand after FROM and WHERE. */
export interface Elements {
  readonly from: string;
  readonly where: string;
  readonly place: Place;
}

/** What `behaviours`, `company`, `contacts` or `ancestors` lists of a row; undefined of any other field. */
export function elementsOf(field: string, place: Place, writing: Writing): Elements | undefined {
  switch (field) {
    case "behaviours":
      return behavioursOf(place, writing);
    case "company":
      return companiesOf(place, writing);
    case "contacts":
      return contactsOf(place, writing);
    case "ancestors":
      return ancestorsOf(place, writing);
    default:
      return undefined;
  }
}

function behavioursOf({ row: owner, anchorRow }: Place, writing: Writing): Elements {
  const row = writing.alias("b");
  return {
    from: `behaviour AS ${row}`,
    where: `${row}.profile_id = ${owner}.id`,
    place: { kind: "behaviour", row, anchorRow },
  };
}

function companiesOf({ row: owner, anchorRow }: Place, writing: Writing): Elements {
  const row = writing.alias("c");
  const link = writing.alias("l");
  return {
    from: `association AS ${link} JOIN profile AS ${row} ON ${row}.id = ${link}.company_id`,
    where: `${link}.profile_id = ${owner}.id`,
    place: { kind: "company", row, anchorRow },
  };
}

function contactsOf({ row: owner }: Place, writing: Writing): Elements {
  const row = writing.alias("c");
  const link = writing.alias("l");
  return {
    from: `association AS ${link} JOIN profile AS ${row} ON ${row}.id = ${link}.profile_id`,
    where: `${link}.company_id = ${owner}.id AND ${row}.object = 'contact'`,
    place: { kind: "contact", row, anchorRow: row },
  };
}

function ancestorsOf({ row: owner, anchorRow }: Place, writing: Writing): Elements {
  const row = writing.alias("c");
  const above = writing.alias("above");
  const parents = `SELECT l.company_id FROM association AS l WHERE l.profile_id = ${owner}.id`;
  const next = `SELECT l.company_id FROM association AS l JOIN ${above} ON l.profile_id = ${above}.id`;
  return {
    from: `profile AS ${row}`,
    where: `${row}.id <> ${owner}.id AND ${row}.id IN (WITH RECURSIVE ${above}(id) AS (${parents} UNION ${next}) SELECT ${above}.id FROM ${above})`,
    place: { kind: "company", row, anchorRow },
  };
}
