import { Alert, Anchor, Text } from "@mantine/core";
import { IconClockHour4, IconCopy, IconEyeOff, IconTrash } from "@tabler/icons-react";
import { Link } from "wouter";
import { Moment } from "../parts/moment.tsx";
import type { Profile } from "./profile.ts";

/** What one must know before reading on. */
export function ProfileNotices({ profile }: { profile: Profile }) {
  const { asOf, deleted, suppressedSince, duplicateOf } = profile;
  return (
    <>
      {asOf === undefined ? null : (
        <Alert color="blue" icon={<IconClockHour4 aria-hidden />} title="You look at the past">
          <Text size="sm">
            What was known on <Moment at={asOf} />, and the segments of then.
          </Text>
        </Alert>
      )}
      {deleted ? (
        <Alert color="gray" icon={<IconTrash aria-hidden />} title="No system has this record">
          It was deleted at its source or erased here, and is in no segment.
        </Alert>
      ) : null}
      {suppressedSince === undefined ? null : (
        <Alert color="orange" icon={<IconEyeOff aria-hidden />} title="Kept off every list">
          <Text size="sm">
            In no segment and pushed nowhere since <Moment at={suppressedSince} />, whatever rules
            say. Who is, is declared under{" "}
            <Anchor
              component={Link}
              href={`/data-quality?object=${profile.object}`}
              inherit
              underline="always"
            >
              Data quality
            </Anchor>
            .
          </Text>
        </Alert>
      )}
      <Duplicates ids={duplicateOf} object={profile.object} />
    </>
  );
}

function Duplicates({ ids, object }: { ids: readonly string[]; object: Profile["object"] }) {
  if (ids.length === 0) return null;
  const shared = object === "contact" ? "e-mail address" : "domain";
  return (
    <Alert
      color="yellow"
      icon={<IconCopy aria-hidden />}
      title={ids.length === 1 ? "A likely duplicate" : `${ids.length} likely duplicates`}
    >
      <Text size="sm">
        One source has several records with this {shared}, so they were not joined by themselves:{" "}
        {ids.map((id, place) => (
          <Anchor
            key={id}
            component={Link}
            href={`/profiles/${id}`}
            inherit
            underline="always"
            mr="xs"
          >
            {`the ${ids.length === 1 ? "other one" : `${place + 1}.`}`}
          </Anchor>
        ))}
        . If they are one and the same, merge them under Identities.
      </Text>
    </Alert>
  );
}
