const aSecond = 1_000;
const aMinute = 60_000;
const anHour = 3_600_000;

/** A delay in milliseconds as people say it. */
export function lagWords(lagMs: number): string {
  if (lagMs < aSecond) return "under a second";
  if (lagMs < aMinute) return plural(Math.round(lagMs / aSecond), "second");
  if (lagMs < anHour) return plural(Math.round(lagMs / aMinute), "minute");
  return plural(Math.round(lagMs / anHour), "hour");
}

function plural(count: number, unit: string): string {
  return `${count.toLocaleString()} ${unit}${count === 1 ? "" : "s"}`;
}
