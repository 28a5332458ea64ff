export const dayMs = 86_400_000;

/** An ISO 8601 duration; years are 12 months and weeks 7 days, as on any calendar. */
export interface Duration {
  readonly text: string;
  readonly months: number;
  readonly days: number;
  readonly milliseconds: number;
}

const pattern =
  /^P(?=\d|T\d)(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

const longestDays = 200 * 366;

/** @returns undefined for anything but whole numbers in ISO 8601 form, for nothing and for over 200 years. */
export function parseDuration(text: string): Duration | undefined {
  const parts = pattern.exec(text);
  if (parts === null) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1)
    .map((part) => Number(part ?? 0));
  const duration = {
    text,
    months: years * 12 + months,
    days: weeks * 7 + days,
    milliseconds: ((hours * 60 + minutes) * 60 + seconds) * 1000,
  };
  const longest = longestMs(duration);
  return longest === 0 || longest > longestDays * dayMs ? undefined : duration;
}

const averageMonthMs = 30.436875 * dayMs;
/** A run of up to 200 years of months differs from its average by less than this. */
const monthSlackMs = 5 * dayMs;
/** A zone's shifts move a calendar day by less than this. */
const zoneSlackMs = 26 * 3_600_000;

/** No calendar makes the duration longer, in milliseconds. */
export function longestMs(duration: Duration): number {
  return nominalMs(duration) + slackMs(duration);
}

/** No calendar makes the duration shorter, in milliseconds. */
export function shortestMs(duration: Duration): number {
  return nominalMs(duration) - slackMs(duration);
}

function nominalMs({ months, days, milliseconds }: Duration): number {
  return Math.round(months * averageMonthMs) + days * dayMs + milliseconds;
}

function slackMs({ months, days }: Duration): number {
  return (months > 0 ? monthSlackMs : 0) + (months > 0 || days > 0 ? zoneSlackMs : 0);
}

const units = ["year", "month", "week", "day", "hour", "minute", "second"];

/** In words: "1 year, 6 months and 1 hour". */
export function describeDuration(text: string): string {
  const parts = pattern.exec(text)?.slice(1) ?? [];
  const words = parts.flatMap((part, at) => {
    const amount = Number(part ?? 0);
    return amount === 0 ? [] : [`${amount} ${units[at]}${amount === 1 ? "" : "s"}`];
  });
  const [last = text, ...before] = words.toReversed();
  return before.length === 0 ? last : `${before.toReversed().join(", ")} and ${last}`;
}
