import { Text, Tooltip } from "@mantine/core";

const short = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });

/** An instant in the reader's zone; to the millisecond, and in UTC, on hover and focus. */
export function Moment({ at }: { at: string }) {
  const date = new Date(at);
  return (
    <Tooltip label={`${exact.format(date)} · ${date.toISOString()}`} events={allEvents}>
      <Text span inherit component="time" dateTime={at} tabIndex={0}>
        {short.format(date)}
      </Text>
    </Tooltip>
  );
}

const allEvents = { hover: true, focus: true, touch: true };
