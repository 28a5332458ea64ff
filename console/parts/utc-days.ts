interface Reader {
  readonly locale?: string;
  /** The reader's own unless given. */
  readonly zone?: string;
}

/** Populations are tallied by the day in UTC, which need not be the reader's day. */
export function utcDayName(day: string, { locale }: Reader = {}): string {
  const format = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return format.format(new Date(day));
}

/** From when to when a day of the tally is on the reader's clock; nothing more where they agree. */
export function utcDaySpan(day: string, reader: Reader = {}): string {
  const name = `${utcDayName(day, reader)} (UTC)`;
  const start = new Date(day);
  if (startsAtMidnight(start, reader)) return name;
  const format = formatOf(reader, { dateStyle: "medium", timeStyle: "short" });
  const end = new Date(start.getTime() + dayMs);
  return `${name}: ${format.format(start)} to ${format.format(end)} your time`;
}

/** Said beside whatever counts by day. */
export function utcDayNote(reader: Reader = {}, now = new Date()): string {
  const start = utcDayStart(reader, now);
  return start === midnight
    ? "Days are counted in UTC."
    : `Days are counted in UTC: each begins at ${start} your time.`;
}

const midnight = "midnight";

/** At which time of the reader's clock the day in UTC has begun. */
export function utcDayStart(reader: Reader = {}, now = new Date()): string {
  const start = new Date(now.toISOString().slice(0, 10));
  if (startsAtMidnight(start, reader)) return midnight;
  return formatOf(reader, { timeStyle: "short" }).format(start);
}

const dayMs = 86_400_000;

function startsAtMidnight(start: Date, { zone }: Reader): boolean {
  const format = formatOf(
    { locale: "en-GB", ...(zone === undefined ? {} : { zone }) },
    { timeStyle: "medium" },
  );
  return format.format(start) === "00:00:00";
}

function formatOf({ locale, zone }: Reader, style: Intl.DateTimeFormatOptions) {
  return new Intl.DateTimeFormat(locale, {
    ...style,
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
}
