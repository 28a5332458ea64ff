import type { DialectName } from "./dialect.ts";

/**
 * The tables that written rules read, as statements that make them.
 *
 * - `profile`: one row a contact or company.
 * - `attribute`, `property`: one row for each value that is present, of a profile or of a
 *   behaviour, converted to its declared type and normalised. `text`, `number`, `boolean`
 *   or `list` is filled by the value's type, the others are null. Where a text is an ISO 8601
 *   date or date-time, `instant` is what it names in the workspace's zone.
 * - `behaviour`: `place` orders behaviours of one instant by name, then by the JSON of their
 *   properties.
 * - `observation`: what sources said of an attribute over time, in the order of `position`;
 *   where it was cleared, every value is null.
 * - `association`: from a contact to its companies and from a company to its parents.
 * - `membership`: of which segments a profile is publicly a member.
 *
 * `at` and `instant` are milliseconds since the epoch. A `list` is JSON text on SQLite, an
 * array on PostgreSQL.
 */
export function tablesSql(dialect: DialectName): string {
  return statements(dialect === "sqlite" ? sqliteTypes : postgresqlTypes);
}

interface ColumnTypes {
  readonly text: string;
  readonly number: string;
  readonly boolean: string;
  readonly list: string;
  readonly instant: string;
}

const sqliteTypes: ColumnTypes = {
  text: "TEXT",
  number: "REAL",
  boolean: "INTEGER",
  list: "TEXT",
  instant: "INTEGER",
};
const postgresqlTypes: ColumnTypes = {
  text: "text",
  number: "double precision",
  boolean: "boolean",
  list: "text[]",
  instant: "bigint",
};

function statements(type: ColumnTypes): string {
  const id = `${type.text} NOT NULL`;
  const at = `${type.instant} NOT NULL`;
  const value = `text ${type.text}, number ${type.number}, boolean ${type.boolean}, instant ${type.instant}`;
  const lists = `${value}, list ${type.list}`;
  return `CREATE TABLE profile (id ${id} PRIMARY KEY, object ${id});
CREATE TABLE attribute (profile_id ${id}, name ${id}, ${lists}, PRIMARY KEY (profile_id, name));
CREATE TABLE behaviour (id ${id} PRIMARY KEY, profile_id ${id}, name ${id}, at ${at}, place ${at});
CREATE INDEX behaviour_profile ON behaviour (profile_id, name, at);
CREATE TABLE property (behaviour_id ${id}, name ${id}, ${value}, PRIMARY KEY (behaviour_id, name));
CREATE TABLE observation (profile_id ${id}, attribute ${id}, position ${at}, at ${at}, ${lists}, PRIMARY KEY (profile_id, attribute, position));
CREATE TABLE association (profile_id ${id}, company_id ${id}, PRIMARY KEY (profile_id, company_id));
CREATE INDEX association_company ON association (company_id);
CREATE TABLE membership (profile_id ${id}, segment_id ${id}, PRIMARY KEY (profile_id, segment_id));`;
}
