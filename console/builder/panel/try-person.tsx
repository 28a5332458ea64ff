import {
  Alert,
  CloseButton,
  Combobox,
  Group,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
  useCombobox,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import { calledName, type ProfileCard, useProfileSearch } from "../../parts/profile-search.ts";

interface TryPersonProps {
  readonly object: ObjectKind;
  readonly tried: ProfileCard | undefined;
  readonly onTry: (profile: ProfileCard | undefined) => void;
  /** Whether the rule holds of who is tried; undefined while that is asked. */
  readonly matches: boolean | null | undefined;
}

/** Somebody whose ticks and crosses are shown at each condition of the rule as it is now. */
export function TryPerson({ object, tried, onTry, matches }: TryPersonProps) {
  return (
    <Paper withBorder p="md" component="section" aria-label="Try somebody">
      <Stack gap="xs">
        <Title order={2} size="h4">
          {object === "contact" ? "Try a person" : "Try a company"}
        </Title>
        {tried === undefined ? (
          <>
            <Text size="sm" c="dimmed">
              See at each condition whether it holds of somebody you know.
            </Text>
            <PersonSearch object={object} onTry={onTry} />
          </>
        ) : (
          <Group justify="space-between" wrap="nowrap">
            <Text fw={600} style={{ overflowWrap: "anywhere" }}>
              {calledName(tried)}
            </Text>
            <CloseButton aria-label="Try nobody" onClick={() => onTry(undefined)} />
          </Group>
        )}
        {tried === undefined ? null : <Verdict matches={matches} />}
      </Stack>
    </Paper>
  );
}

function Verdict({ matches }: Pick<TryPersonProps, "matches">) {
  const [color, words] =
    matches === undefined
      ? ["gray", "Asking…"]
      : matches === true
        ? ["teal", "The rule holds: they would be in."]
        : matches === false
          ? ["red", "The rule does not hold: they would be out."]
          : ["gray", "A value is missing, so nothing can be said: they would be out."];
  return (
    <Alert color={color} variant="light" p="xs" role="status">
      {words}
    </Alert>
  );
}

function PersonSearch({ object, onTry }: Pick<TryPersonProps, "object" | "onTry">) {
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text, 150);
  const combobox = useCombobox();
  const { data } = useProfileSearch({ query, object, limit: 8 });
  const found = data?.items ?? [];
  return (
    <Combobox store={combobox} onOptionSubmit={(id) => onTry(found.find((each) => each.id === id))}>
      <Combobox.Target>
        <TextInput
          aria-label="Search by name or e-mail"
          placeholder="Name or e-mail"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(event) => {
            setText(event.currentTarget.value);
            combobox.openDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options>
          {found.map((each) => (
            <Combobox.Option key={each.id} value={each.id}>
              <Text size="sm">{calledName(each)}</Text>
              <Text size="xs" c="dimmed">
                {each.contact}
              </Text>
            </Combobox.Option>
          ))}
          {found.length === 0 ? <Combobox.Empty>Nobody is found.</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
