import { Anchor, Group, Text } from "@mantine/core";
import { Link } from "wouter";

interface SegmentLinksProps {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly names: ReadonlyMap<string, string>;
}

/** Whom a program is for, by the names of its segments. */
export function SegmentLinks({ include, exclude, names }: SegmentLinksProps) {
  return (
    <Group gap={4} style={{ overflowWrap: "anywhere" }}>
      {include.map((id, at) => (
        <SegmentLink key={id} id={id} before={at === 0 ? "" : "or "} names={names} />
      ))}
      {exclude.map((id) => (
        <SegmentLink key={id} id={id} before="but not " names={names} />
      ))}
    </Group>
  );
}

function SegmentLink({
  id,
  before,
  names,
}: {
  id: string;
  before: string;
  names: SegmentLinksProps["names"];
}) {
  return (
    <Text span size="sm">
      {before}
      <Anchor component={Link} href={`/segments/${id}`} inherit underline="always">
        {names.get(id) ?? (names.size === 0 ? "…" : "a retired segment")}
      </Anchor>
    </Text>
  );
}
