import { Combobox, type ComboboxStore, InputBase } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useBuilder } from "./builder-context.ts";

interface FieldSearchProps {
  readonly combobox: ComboboxStore;
  readonly label: string;
  readonly value: string;
  readonly isBegun: boolean;
  readonly onSearch: (text: string) => void;
  readonly onLeave: (() => void) | undefined;
}

/** What is chosen, and where one types to choose something else. */
export function FieldSearch(props: FieldSearchProps) {
  const { combobox, label, value, isBegun, onSearch, onLeave } = props;
  const { canEdit } = useBuilder();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isBegun) input.current?.focus();
  }, [isBegun]);
  return (
    <Combobox.Target>
      <InputBase
        ref={input}
        aria-label={label}
        placeholder="Search attributes and activities"
        disabled={!canEdit}
        rightSection={<Combobox.Chevron />}
        rightSectionPointerEvents="none"
        value={value}
        onChange={(event) => {
          onSearch(event.currentTarget.value);
          combobox.openDropdown();
          combobox.selectFirstOption();
        }}
        onClick={() => combobox.openDropdown()}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={() => {
          combobox.closeDropdown();
          onLeave?.();
        }}
      />
    </Combobox.Target>
  );
}
