import { Combobox, Modal, ScrollArea, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useLocation } from "wouter";
import { useSegments } from "../parts/known-names.ts";
import { calledName, useProfileSearch } from "../parts/profile-search.ts";
import { navigation } from "./navigation.ts";

const perGroup = 6;

interface Place {
  readonly path: string;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A box to type into, and the places that fit. */
export default function QuickFindDialog({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [, navigate] = useLocation();
  const combobox = useCombobox({ defaultOpened: true });
  const { groups, isLooking } = usePlaces(typed.trim());
  const go = (path: string) => {
    onClose();
    navigate(path);
  };
  return (
    <Modal opened onClose={onClose} title="Find" withCloseButton={false} size="lg" yOffset="10vh">
      <Combobox store={combobox} onOptionSubmit={go} withinPortal={false}>
        <Combobox.EventsTarget>
          <TextInput
            aria-label="Find a person, a company, a segment or a page"
            placeholder="A name, an e-mail, a domain, a segment…"
            data-autofocus
            size="md"
            value={typed}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value);
              combobox.resetSelectedOption();
            }}
          />
        </Combobox.EventsTarget>
        <ScrollArea.Autosize mah="55vh" mt="sm">
          <Places groups={groups} isLooking={isLooking} />
        </ScrollArea.Autosize>
      </Combobox>
    </Modal>
  );
}

interface PlacesProps {
  readonly groups: readonly { readonly label: string; readonly places: readonly Place[] }[];
  readonly isLooking: boolean;
}

function Places({ groups, isLooking }: PlacesProps) {
  return (
    <Combobox.Options aria-label="What fits">
      {groups.map(({ label, places }) => (
        <Combobox.Group key={label} label={label}>
          {places.map((place) => (
            <Combobox.Option key={place.path} value={place.path}>
              {place.label}
              {place.hint === undefined ? null : (
                <Text span size="sm" c="dimmed" ml="xs">
                  {place.hint}
                </Text>
              )}
            </Combobox.Option>
          ))}
        </Combobox.Group>
      ))}
      {groups.length > 0 ? null : (
        <Combobox.Empty>{isLooking ? "Looking…" : "Nothing is called so."}</Combobox.Empty>
      )}
    </Combobox.Options>
  );
}

function usePlaces(typed: string) {
  const [query] = useDebouncedValue(typed, 150);
  const found = useProfileSearch({ query, limit: perGroup, enabled: query !== "" });
  const segments = useSegments();
  const fits = (text: string) => text.toLowerCase().includes(typed.toLowerCase());
  const people = query === "" || typed === "" ? [] : (found.data?.items ?? []);
  const groups: { label: string; places: Place[] }[] = [
    {
      label: "People & companies",
      places: people.map((each) => ({
        path: `/profiles/${each.id}`,
        label: calledName(each),
        hint: each.contact === each.name ? undefined : each.contact,
      })),
    },
    {
      label: "Segments",
      places: (segments.data?.items ?? [])
        .filter(({ name }) => fits(name))
        .slice(0, perGroup)
        .map(({ id, name }) => ({ path: `/segments/${id}`, label: name })),
    },
    {
      label: "Pages",
      places: navigation
        .filter(({ label }) => fits(label))
        .map(({ path, label }) => ({ path, label })),
    },
  ];
  return { groups: groups.filter(({ places }) => places.length > 0), isLooking: found.isFetching };
}
