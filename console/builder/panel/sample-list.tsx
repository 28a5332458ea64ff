import { Anchor, Group, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Preview } from "../use-preview.ts";

const shownFirst = 6;

type Sampled = Preview["sample"][number];

/** Some of those who are in, to see at a glance whether they are the right ones. */
export function SampleList({ preview }: { readonly preview: Preview }) {
  const { sample, count } = preview;
  if (sample.length === 0) return null;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        Some of them
      </Text>
      {sample.slice(0, shownFirst).map((each) => (
        <Group key={each.profileId} gap="xs" justify="space-between" wrap="nowrap">
          <Anchor
            component={Link}
            href={`/profiles/${each.profileId}`}
            size="sm"
            style={{ overflowWrap: "anywhere" }}
          >
            {nameOf(each)}
          </Anchor>
          <Text size="xs" c="dimmed" ta="right" lineClamp={2}>
            {restOf(each)}
          </Text>
        </Group>
      ))}
      {count > shownFirst ? (
        <Text size="xs" c="dimmed">
          and {(count - shownFirst).toLocaleString()} more
        </Text>
      ) : null}
    </Stack>
  );
}

const naming = ["firstname", "lastname", "name", "email", "domain"];

function nameOf({ attributes }: Sampled): string {
  const { firstname, lastname, name, email, domain } = attributes;
  const full = [firstname, lastname].filter((part) => typeof part === "string").join(" ");
  return full !== "" ? full : String(name ?? email ?? domain ?? "Without a name");
}

/** What the rule saw of them. */
function restOf({ attributes }: Sampled): string {
  return Object.entries(attributes)
    .filter(([name]) => !naming.includes(name))
    .map(([, value]) => (Array.isArray(value) ? value.join(", ") : String(value)))
    .join(" · ");
}
