import { Text } from "@mantine/core";
import { dayOf } from "./day-words.ts";
import { Moment } from "./moment.tsx";
import { plainValue, type Value } from "./plain-value.ts";

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/** A value as people write it; dates in the reader's zone. */
export function AttributeValue({ value }: { value: Value }) {
  if (value === null || value === undefined) {
    return (
      <Text span inherit c="dimmed" fs="italic">
        no value
      </Text>
    );
  }
  if (typeof value === "string" && dayOf(value) !== undefined) return <Moment at={value} />;
  if (typeof value === "string" && instant.test(value) && !Number.isNaN(Date.parse(value)))
    return <Moment at={value} />;
  return plainValue(value);
}
