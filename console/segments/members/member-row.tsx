import { Anchor, Box, Button, Group, Text } from "@mantine/core";
import { Link } from "wouter";
import type { Schemas } from "../../api/client.ts";
import { causeWords } from "../../parts/cause-words.ts";
import { useConnectionNames } from "../../parts/known-names.ts";
import { Moment } from "../../parts/moment.tsx";

/** One member: since when and why, until when, and the way to the whole explanation. */
export function MemberRow({ member, onWhy }: { member: Schemas["Member"]; onWhy(): void }) {
  const connectionName = useConnectionNames();
  const { profileId, name = "No name", since, cause, leavesAt } = member;
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Box miw={0} flex="1 1 auto">
        <Anchor component={Link} href={`/profiles/${profileId}`} fw={600} c="bright">
          {name}
        </Anchor>
        <Text size="sm" c="dimmed">
          In since <Moment at={since} />
          {cause === undefined ? null : `, because ${causeWords(cause, connectionName)}`}
          {leavesAt === undefined ? null : (
            <>
              {" · "}
              <Text span inherit c="bright" fw={600}>
                leaves <Moment at={leavesAt} />
              </Text>
            </>
          )}
        </Text>
      </Box>
      <Button variant="default" size="xs" flex="none" onClick={onWhy} aria-label={`Why ${name}?`}>
        Why?
      </Button>
    </Group>
  );
}
