import { Combobox, Group, ScrollArea, Text, useCombobox } from "@mantine/core";
import { useMemo, useState } from "react";
import type { Scope } from "../../../shared/segmentation/language/scopes.ts";
import { type FieldChoice, fieldChoices, matchingChoices } from "../model/field-choices.ts";
import { useBuilder } from "./builder-context.ts";
import { FieldSearch } from "./field-search.tsx";

interface FieldPickerProps {
  readonly scope: Scope;
  /** For those who do not see where it stands. */
  readonly label: string;
  /** What is chosen now. */
  readonly shown?: string;
  /** Whether the reader asked for it just now: then it is open, and takes the focus. */
  readonly isBegun?: boolean;
  readonly onChoose: (choice: FieldChoice) => void;
  readonly onLeave?: () => void;
}

/** Attributes by the system they come from, activities, related records and segments, to search in. */
export function FieldPicker(props: FieldPickerProps) {
  const { scope, label, shown = "", isBegun = false, onChoose, onLeave } = props;
  const { catalogue } = useBuilder();
  const [search, setSearch] = useState<string>();
  const combobox = useCombobox({
    defaultOpened: isBegun,
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      setSearch(undefined);
    },
  });
  const all = useMemo(() => fieldChoices(scope, catalogue), [scope, catalogue]);
  const found = matchingChoices(all, search ?? "", scope);
  const choose = (key: string) => {
    const choice = found.find((each) => each.key === key);
    if (choice !== undefined) onChoose(choice);
    combobox.closeDropdown();
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={380} position="bottom-start">
      <FieldSearch
        combobox={combobox}
        label={label}
        value={search ?? shown}
        isBegun={isBegun}
        onSearch={setSearch}
        onLeave={onLeave}
      />
      <Combobox.Dropdown>
        <FoundChoices choices={found} />
      </Combobox.Dropdown>
    </Combobox>
  );
}

function FoundChoices({ choices }: { readonly choices: readonly FieldChoice[] }) {
  const groups = Map.groupBy(choices, ({ group }) => group);
  return (
    <Combobox.Options>
      <ScrollArea.Autosize mah={320} type="auto">
        {[...groups].map(([group, items]) => (
          <Combobox.Group key={group} label={group}>
            {items.map(({ key, label, note }) => (
              <Combobox.Option key={key} value={key}>
                <Group justify="space-between" gap="xs" wrap="nowrap">
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {label}
                  </Text>
                  <Text size="xs" style={{ whiteSpace: "nowrap" }}>
                    {note}
                  </Text>
                </Group>
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </ScrollArea.Autosize>
    </Combobox.Options>
  );
}
