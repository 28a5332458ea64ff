import { Group, Text } from "@mantine/core";

interface CommonValueOptionProps {
  readonly label: string;
  readonly count: number | undefined;
}

/** A value to choose, with how many have it. */
export function CommonValueOption({ label, count }: CommonValueOptionProps) {
  return (
    <Group justify="space-between" gap="xs" wrap="nowrap" w="100%">
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {label}
      </Text>
      {count === undefined ? null : <Text size="xs">{count.toLocaleString()}</Text>}
    </Group>
  );
}
