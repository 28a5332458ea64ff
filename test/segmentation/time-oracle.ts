import { PGlite } from "@electric-sql/pglite";

/** One question to PostgreSQL: does the window show the value? `span` is a duration or a unit. */
export interface Question {
  readonly value: number;
  readonly now: number;
  readonly span: string;
  readonly zone: string;
}

export interface Answer {
  readonly holds: boolean;
  /** A clock time is in play that PostgreSQL reads by another rule: see `doubled`. */
  readonly doubtful: boolean;
}

/**
 * Instants arrive as milliseconds; `$1` to `$4` are arrays that go side by side.
 * Each kind yields `holds` and `doubtful`.
 */
const questions = `
  SELECT number, span, zone,
         timestamptz 'epoch' + value * interval '1 millisecond' AS seen,
         timestamptz 'epoch' + now * interval '1 millisecond' AS now
  FROM unnest($1::float8[], $2::float8[], $3::text[], $4::text[])
       WITH ORDINALITY AS asked (value, now, span, zone, number)`;

/**
 * Of a clock time shown twice PostgreSQL takes the second. Muster takes the one with the
 * offset it counts from, else the first. And where PostgreSQL goes by months and by days it
 * stops in between, at an instant: a clock time that is skipped there has moved on.
 */
const functions = `
  CREATE FUNCTION doubled(clock timestamp, zone text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT EXISTS (
      SELECT FROM unnest('{30 minutes, 1 hour, 2 hours, 3 hours}'::interval[]) AS shift
      WHERE ((clock AT TIME ZONE zone) - shift) AT TIME ZONE zone = clock)
  $$;
  CREATE FUNCTION skipped(clock timestamp, zone text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT (clock AT TIME ZONE zone) AT TIME ZONE zone <> clock
  $$;
  CREATE FUNCTION months_of(span interval) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT make_interval(months => (extract(year FROM span) * 12 + extract(month FROM span))::int)
  $$;
  CREATE FUNCTION days_of(span interval) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT make_interval(days => extract(day FROM span)::int)
  $$;
  CREATE FUNCTION doubtful(at timestamptz, span interval, zone text) RETURNS boolean
  LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN months_of(span) + days_of(span) = interval '0' THEN false
      ELSE doubled(clock + months_of(span) + days_of(span), zone)
        OR (months_of(span) <> interval '0' AND days_of(span) <> interval '0'
            AND (doubled(clock + months_of(span), zone) OR skipped(clock + months_of(span), zone)))
      END
    FROM (SELECT at AT TIME ZONE zone AS clock) AS shown
  $$;
  CREATE FUNCTION length_of(unit text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE unit WHEN 'quarter' THEN interval '3 months' ELSE ('1 ' || unit)::interval END
  $$;`;

/** The unit that begins `away` units from the current one; doubtful where the day never was. */
const unit = (away: number) => `
  SELECT seen >= from_clock AT TIME ZONE zone AND seen < until_clock AT TIME ZONE zone AS holds,
         doubled(from_clock, zone) OR doubled(until_clock, zone)
         OR from_clock AT TIME ZONE zone >= until_clock AT TIME ZONE zone AS doubtful
  FROM (SELECT *, date_trunc(span, now AT TIME ZONE zone) + ${away} * length_of(span) AS from_clock,
               date_trunc(span, now AT TIME ZONE zone) + ${away + 1} * length_of(span) AS until_clock
        FROM asked) AS units`;

/** @param shown says of the anniversary `day AT TIME ZONE zone` whether the window shows it. */
const anniversary = (shown: string, sign: "" | "-") => `
  SELECT EXISTS (SELECT FROM generate_series(1, 12) AS years,
                 LATERAL (SELECT first_day + make_interval(years => years) AS day) AS anniversary
                 WHERE ${shown}) AS holds,
         doubtful(now, ${sign}(span::interval), zone)
         OR doubled(date_trunc('day', now AT TIME ZONE zone), zone)
         OR EXISTS (SELECT FROM generate_series(1, 12) AS years
                    WHERE doubled(first_day + make_interval(years => years), zone)) AS doubtful
  FROM (SELECT *, date_trunc('day', seen AT TIME ZONE zone) AS first_day FROM asked) AS days`;

const kinds = {
  last: `
    SELECT seen <= now AND seen > date_subtract(now, span::interval, zone) AS holds,
           doubtful(now, -(span::interval), zone) AS doubtful
    FROM asked`,
  next: `
    SELECT seen > now AND seen <= date_add(now, span::interval, zone) AS holds,
           doubtful(now, span::interval, zone) AS doubtful
    FROM asked`,
  current: unit(0),
  previous: unit(-1),
  following: unit(1),
  anniversaryNext: anniversary(
    `day AT TIME ZONE zone >= date_trunc('day', now, zone)
     AND day AT TIME ZONE zone <= date_add(now, span::interval, zone)`,
    "",
  ),
  anniversaryLast: anniversary(
    `day AT TIME ZONE zone <= now
     AND day AT TIME ZONE zone > date_subtract(now, span::interval, zone)`,
    "-",
  ),
  withinAfter: `
    SELECT seen > now AND seen <= date_add(now, span::interval, zone) AS holds,
           doubtful(now, span::interval, zone) AS doubtful
    FROM asked`,
  withinBefore: `
    SELECT seen < now AND seen >= date_subtract(now, span::interval, zone) AS holds,
           doubtful(now, -(span::interval), zone) AS doubtful
    FROM asked`,
};

export type Kind = keyof typeof kinds;

/** PostgreSQL's own arithmetic over intervals and zones. Of `within…` the anchor is `now`. */
export class TimeOracle {
  readonly #database: PGlite;

  private constructor(database: PGlite) {
    this.#database = database;
  }

  static async open(): Promise<TimeOracle> {
    const database = await PGlite.create();
    await database.exec(functions);
    return new TimeOracle(database);
  }

  /** The answers in the order of the questions. */
  async ask(kind: Kind, asked: readonly Question[]): Promise<readonly Answer[]> {
    const { rows } = await this.#database.query<Answer>(
      `WITH asked AS MATERIALIZED (${questions}), answers AS (
         SELECT number, answer.* FROM asked AS one, LATERAL (
           WITH asked AS (SELECT one.*) ${kinds[kind]}) AS answer)
       SELECT holds, doubtful FROM answers ORDER BY number`,
      [
        asked.map(({ value }) => value),
        asked.map(({ now }) => now),
        asked.map(({ span }) => span),
        asked.map(({ zone }) => zone),
      ],
    );
    return rows;
  }

  /** How far the zone's clock is ahead of UTC at each instant, in milliseconds. */
  async offsets(zone: string, instants: readonly number[]): Promise<readonly number[]> {
    const { rows } = await this.#database.query<{ ahead: number }>(
      `SELECT (extract(epoch FROM (at AT TIME ZONE $2) - (at AT TIME ZONE 'UTC')) * 1000)::float8 AS ahead
       FROM (SELECT number, timestamptz 'epoch' + instant * interval '1 millisecond' AS at
             FROM unnest($1::float8[]) WITH ORDINALITY AS asked (instant, number)) AS asked
       ORDER BY number`,
      [instants, zone],
    );
    return rows.map(({ ahead }) => ahead);
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
