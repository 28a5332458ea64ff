import { Anchor, Box, Group, Text, ThemeIcon } from "@mantine/core";
import {
  IconAlertTriangle,
  IconLogin2,
  IconLogout2,
  IconPencil,
  IconPlugConnected,
} from "@tabler/icons-react";
import { Link } from "wouter";
import { causeWords } from "../parts/cause-words.ts";
import { useConnectionNames } from "../parts/known-names.ts";
import { Moment } from "../parts/moment.tsx";
import type { Happening } from "./feed.ts";
import classes from "./happening-row.module.css";

/** One sentence of the feed: who, what, where and why. */
export function HappeningRow({ happening }: { happening: Happening }) {
  const { at, actor, reason, turn } = happening;
  return (
    <Group className={classes["row"]} wrap="nowrap" align="flex-start" gap="sm" py={6}>
      <Mark happening={happening} />
      <Box flex={1} miw={0}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {turn === undefined ? (
            <>
              <Subject about={happening.about} /> {happening.said}
              {actor === undefined ? "" : ` · ${actor}`}
            </>
          ) : (
            <Turn about={happening.about} turn={turn} />
          )}
        </Text>
        {reason === undefined ? null : (
          <Text size="sm" c="dimmed">
            “{reason}”
          </Text>
        )}
      </Box>
      <Text size="sm" c="dimmed" className={classes["at"] ?? ""}>
        <Moment at={at} />
      </Text>
    </Group>
  );
}

function Turn({
  about,
  turn: { kind, profileId, name, cause },
}: {
  about: Happening["about"];
  turn: NonNullable<Happening["turn"]>;
}) {
  const connectionName = useConnectionNames();
  return (
    <>
      <Anchor component={Link} href={`/profiles/${profileId}`} inherit fw={600}>
        {name ?? "Somebody without a name"}
      </Anchor>{" "}
      {kind === "entered" ? "entered" : "left"} <Subject about={about} />{" "}
      <Text span inherit c="dimmed">
        because {causeWords(cause, connectionName)}
      </Text>
    </>
  );
}

const places = { segment: "/segments", program: "/programs", connection: "/connections" } as const;

function Subject({ about: { kind, id, name } }: Pick<Happening, "about">) {
  return (
    <Anchor component={Link} href={`${places[kind]}/${id}`} inherit underline="always">
      {name}
    </Anchor>
  );
}

function Mark({ happening: { isTrouble, turn, about } }: { happening: Happening }) {
  const [Icon, color] =
    isTrouble === true
      ? ([IconAlertTriangle, "red"] as const)
      : turn?.kind === "entered"
        ? ([IconLogin2, "teal"] as const)
        : turn?.kind === "exited"
          ? ([IconLogout2, "gray"] as const)
          : about.kind === "connection"
            ? ([IconPlugConnected, "harbour"] as const)
            : ([IconPencil, "harbour"] as const);
  return (
    <ThemeIcon variant="light" color={color} size={28} radius="xl" aria-hidden>
      <Icon size={16} stroke={1.6} />
    </ThemeIcon>
  );
}
