import { Text, Tooltip } from "@mantine/core";
import { dayOf } from "./day-words.ts";

const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** An instant in the reader's zone; to the millisecond, and in UTC, on hover and focus. A day is a day. */
export function Moment({ at }: { at: string }) {
  const { words, label } = told(at);
  return (
    <Tooltip label={label} events={allEvents}>
      <Text span inherit component="time" dateTime={at} tabIndex={0}>
        {words}
      </Text>
    </Tooltip>
  );
}

function told(at: string): { readonly words: string; readonly label: string } {
  const day = dayOf(at);
  if (day !== undefined) return { words: day, label: `${at}, a day in the workspace's time zone` };
  const date = new Date(at);
  return { words: short.format(date), label: `${exact.format(date)} · ${date.toISOString()}` };
}

const allEvents = { hover: true, focus: true, touch: true };
