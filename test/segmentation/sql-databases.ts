import { DatabaseSync } from "node:sqlite";
import { PGlite } from "@electric-sql/pglite";
import type { Behaviour, SegmentationRecord, Value } from "../../shared/segmentation/record.ts";
import type { DialectName } from "../../shared/segmentation/sql/write/dialect.ts";
import { tablesSql } from "../../shared/segmentation/sql/write/tables.ts";
import type { Calendar } from "../../shared/segmentation/time/calendar.ts";
import { parseInstant } from "../../shared/segmentation/time/instant.ts";
import type { Population } from "./random-population.ts";

type Cell = string | number | boolean | readonly string[] | null;
type Row = readonly [table: string, ...cells: readonly Cell[]];

/** A database with the tables that written rules read, filled with a population. */
export interface FilledDatabase {
  readonly dialect: DialectName;
  /** The ids that a written rule gives at an instant. */
  select(sql: string, now: number): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** @param calendar of the zone in which dates without one are read. */
export async function openDatabase(
  dialect: DialectName,
  population: Population,
  calendar: Calendar,
): Promise<FilledDatabase> {
  const rows = rowsOf(population, calendar);
  return dialect === "sqlite" ? inSqlite(rows) : inPostgresql(rows);
}

function inSqlite(rows: readonly Row[]): FilledDatabase {
  const database = new DatabaseSync(":memory:");
  database.exec(tablesSql("sqlite"));
  for (const [table, ...cells] of rows) {
    const places = cells.map(() => "?").join(", ");
    database.prepare(`INSERT INTO ${table} VALUES (${places})`).run(...cells.map(sqliteCell));
  }
  return {
    dialect: "sqlite",
    select: async (sql, now) =>
      new Set(
        database
          .prepare(sql)
          .all({ now })
          .map(({ id }) => String(id)),
      ),
    close: async () => database.close(),
  };
}

function sqliteCell(cell: Cell): string | number | null {
  if (typeof cell === "boolean") return cell ? 1 : 0;
  return typeof cell === "object" && cell !== null ? JSON.stringify(cell) : cell;
}

async function inPostgresql(rows: readonly Row[]): Promise<FilledDatabase> {
  const database = await PGlite.create();
  await database.exec(tablesSql("postgresql"));
  for (const [table, all] of Map.groupBy(rows, ([name]) => name)) {
    for (let from = 0; from < all.length; from += rowsAtOnce) {
      const cells = all.slice(from, from + rowsAtOnce).map(([, ...row]) => row);
      await database.query(`INSERT INTO ${table} VALUES ${placesOf(cells)}`, cells.flat());
    }
  }
  return {
    dialect: "postgresql",
    select: async (sql, now) => {
      const { rows: found } = await database.query<{ id: string }>(sql, [now]);
      return new Set(found.map(({ id }) => id));
    },
    close: () => database.close(),
  };
}

const rowsAtOnce = 500;

/** ($1, $2), ($3, $4) */
function placesOf(rows: readonly (readonly Cell[])[]): string {
  let place = 0;
  return rows.map((row) => `(${row.map(() => `$${++place}`).join(", ")})`).join(", ");
}

function rowsOf({ profiles, employments, parents }: Population, calendar: Calendar): Row[] {
  const links = [...employments, ...parents].filter(({ from, to }) => from !== to);
  return [
    ...profiles.contact.flatMap((profile) => profileRows(profile, "contact", calendar)),
    ...profiles.company.flatMap((profile) => profileRows(profile, "company", calendar)),
    ...links.map(({ from, to }): Row => ["association", from, to]),
  ];
}

function profileRows(profile: SegmentationRecord, object: string, calendar: Calendar): Row[] {
  const { id, attributes, behaviours, past, segments = [] } = profile;
  const observed = past instanceof Map ? [...past.keys()].map(String) : [];
  return [
    ["profile", id, object],
    ...[...attributes].map(
      ([name, value]): Row => ["attribute", id, name, ...cellsOf(value, calendar)],
    ),
    ...inPlace([...behaviours.values()].flat()).flatMap((each, place) =>
      behaviourRows(`${id}#${place}`, id, each, place, calendar),
    ),
    ...observed.flatMap((name) =>
      (past?.get(name) ?? []).map(
        ({ at, value }, position): Row => [
          "observation",
          id,
          name,
          position,
          at,
          ...cellsOf(value, calendar),
        ],
      ),
    ),
    ...[...segments].map((segment): Row => ["membership", id, segment]),
  ];
}

function behaviourRows(
  id: string,
  profileId: string,
  { name, at, properties }: Behaviour,
  place: number,
  calendar: Calendar,
): Row[] {
  return [
    ["behaviour", id, profileId, name, at, place],
    ...Object.entries(properties).map(
      ([property, value]): Row => [
        "property",
        id,
        property,
        ...cellsOf(value, calendar).slice(0, 4),
      ],
    ),
  ];
}

/** text, number, boolean, instant, list */
function cellsOf(value: Value | null, calendar: Calendar): Cell[] {
  const is = (type: string) => (typeof value === type ? value : null);
  const instant = typeof value === "string" ? (parseInstant(value, calendar) ?? null) : null;
  return [is("string"), is("number"), is("boolean"), instant, is("object")];
}

/** In the order of their names, then of the JSON of their properties. */
function inPlace(behaviours: readonly Behaviour[]): Behaviour[] {
  const keyOf = ({ name, properties }: Behaviour) =>
    Buffer.from(`${name}\0${JSON.stringify(properties, Object.keys(properties).toSorted())}`);
  return behaviours.toSorted((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
}
