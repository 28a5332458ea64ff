import type { DatabaseSync } from "node:sqlite";
import {
  type ObjectKind,
  objectKinds,
  type SegmentationRecord,
} from "../../../shared/segmentation/record.ts";
import type { Population } from "../random-population.ts";
import { attributeKinds, remembered } from "../random-words.ts";
import { instantIn } from "./instant-sql.ts";
import { identifier, text } from "./sql-text.ts";

const properties = ["course", "score", "due", "passed"];

/** Writes down profiles and associations; types, instants, changes and ancestors are SQL's own. */
export function fillTables(database: DatabaseSync, population: Population): void {
  database.exec(`
    CREATE TABLE profile (id TEXT, object TEXT, doc TEXT);
    CREATE TABLE happened (profile TEXT, name TEXT, at INTEGER, doc TEXT);
    CREATE TABLE observed (profile TEXT, attribute TEXT, position INTEGER, at INTEGER, doc TEXT);
    CREATE TABLE membership (profile TEXT, segment TEXT);
    CREATE TABLE employment (contact TEXT, company TEXT);
    CREATE TABLE parent (child TEXT, parent TEXT);`);
  for (const object of objectKinds) {
    for (const each of population.profiles[object]) insertProfile(database, each, object);
  }
  const employ = database.prepare("INSERT INTO employment VALUES (?, ?)");
  for (const { from, to } of population.employments) employ.run(from, to);
  const adopt = database.prepare("INSERT INTO parent VALUES (?, ?)");
  for (const { from, to } of population.parents) adopt.run(from, to);
  for (const object of objectKinds) database.exec(profileTable(object));
  database.exec(derivedTables);
}

function insertProfile(
  database: DatabaseSync,
  { id, attributes, behaviours, past, segments }: SegmentationRecord,
  object: ObjectKind,
): void {
  const doc = JSON.stringify(Object.fromEntries(attributes));
  database.prepare("INSERT INTO profile VALUES (?, ?, ?)").run(id, object, doc);
  const happened = database.prepare("INSERT INTO happened VALUES (?, ?, ?, ?)");
  for (const each of [...behaviours.values()].flat()) {
    happened.run(id, each.name, each.at, JSON.stringify(each.properties));
  }
  const observed = database.prepare("INSERT INTO observed VALUES (?, ?, ?, ?, ?)");
  for (const attribute of remembered) {
    for (const [position, { at, value }] of (past?.get(attribute) ?? []).entries()) {
      observed.run(id, attribute, position, at, JSON.stringify(value));
    }
  }
  const member = database.prepare("INSERT INTO membership VALUES (?, ?)");
  for (const segment of segments ?? []) member.run(id, segment);
}

/** The columns in which a value within a document is kept; see `columnNamed`. */
function columns(name: string, path: string): string {
  const [type, value] = [`json_type(doc, ${text(path)})`, `json_extract(doc, ${text(path)})`];
  return `${type} AS ${identifier(`${name}:type`)}, ${value} AS ${identifier(name)},
    ${instantIn(value)} AS ${identifier(`${name}:at`)}`;
}

function profileTable(object: ObjectKind): string {
  const attributes = Object.keys(attributeKinds[object]);
  const values = attributes.map((name) => columns(name, `$.${name}`));
  return `
    CREATE TABLE ${object} AS SELECT id, ${values.join(", ")}
      FROM profile WHERE object = ${text(object)};
    CREATE INDEX ${object}_id ON ${object} (id);`;
}

/** The document with its names in order, as text to sort by. */
const sortedByName = `(SELECT '{' || group_concat('"' || key || '":' || (doc -> key), ',' ORDER BY key) || '}' FROM json_each(doc))`;

const derivedTables = `
  CREATE TABLE behaviour AS SELECT profile, name, at, ${sortedByName} AS doc,
    ${properties.map((name) => columns(`properties.${name}`, `$.${name}`)).join(", ")}
    FROM happened;
  CREATE INDEX behaviour_profile ON behaviour (profile);
  CREATE TABLE observation AS SELECT profile, attribute, at, ${columns("value", "$")} FROM observed;
  CREATE INDEX observation_profile ON observation (profile, attribute);
  CREATE TABLE change AS SELECT profile, attribute, at FROM (
    SELECT *, lag(doc) OVER (PARTITION BY profile, attribute ORDER BY at, position) AS before
      FROM observed) WHERE doc IS NOT before;
  CREATE INDEX change_profile ON change (profile, attribute);
  CREATE INDEX membership_profile ON membership (profile);
  CREATE INDEX employment_contact ON employment (contact);
  CREATE INDEX employment_company ON employment (company);
  CREATE TABLE ancestor AS
    WITH RECURSIVE reached(company, above) AS (
      SELECT child, parent FROM parent
      UNION SELECT reached.company, parent.parent
        FROM reached JOIN parent ON parent.child = reached.above)
    SELECT company, above FROM reached WHERE company <> above;
  CREATE INDEX ancestor_company ON ancestor (company);`;
