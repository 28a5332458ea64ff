import "@mantine/dates/styles.css";
import { Button, Popover, Stack, Text } from "@mantine/core";
import { DateTimePicker } from "@mantine/dates";
import { IconCalendarTime } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "wouter";

/** Chooses an instant that has been, to see what was known then; it stands in the address. */
export function AsOfPicker() {
  const [search, setSearch] = useSearchParams();
  const go = (next: string | undefined) =>
    setSearch((former) => {
      const kept = [...former].filter(([name]) => name !== "asOf");
      return new URLSearchParams(next === undefined ? kept : [...kept, ["asOf", next]]);
    });
  if (search.has("asOf"))
    return (
      <Button variant="default" onClick={() => go(undefined)}>
        Back to now
      </Button>
    );
  return (
    <Popover trapFocus withArrow shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconCalendarTime size={16} aria-hidden />}>
          What was true on…
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <InstantForm onPick={go} />
      </Popover.Dropdown>
    </Popover>
  );
}

function InstantForm({ onPick }: { onPick: (instant: string) => void }) {
  const [picked, setPicked] = useState<string | null>(null);
  const [now] = useState(() => new Date());
  return (
    <Stack gap="sm" w={260}>
      <DateTimePicker
        label="Day and time"
        description="In your own time zone"
        value={picked}
        onChange={setPicked}
        maxDate={now}
        popoverProps={{ withinPortal: false }}
        timePickerProps={{ withDropdown: true }}
      />
      <Text size="xs" c="dimmed">
        You see the values that were known then and the segments of then.
      </Text>
      <Button
        disabled={picked === null}
        onClick={() => {
          if (picked !== null) onPick(new Date(picked).toISOString());
        }}
      >
        Show
      </Button>
    </Stack>
  );
}
