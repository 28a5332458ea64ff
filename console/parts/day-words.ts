/**
 * A day of the calendar as people write it; undefined for an instant and for all else. A day has
 * no zone: read as an instant it would be the day before for half of the world.
 */
export function dayOf(text: string, locale?: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = new Date(text);
  const isReal = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
  if (!isReal) return undefined;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" }).format(day);
}
