import { Alert, Center, Loader, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ApiProblem } from "../api/problem.ts";

/** Something is on its way; as tall as a page, so that nothing jumps when it is there. */
export function Waiting({ for: what }: { for: string }) {
  return (
    <Center mih="60vh" role="status" aria-live="polite">
      <Loader size="sm" aria-hidden />
      <Text ml="sm" c="dimmed">
        Loading {what}…
      </Text>
    </Center>
  );
}

/** There is nothing yet, and what can be done about it. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Center mih="40vh">
      <Stack gap="xs" align="center" maw={520} ta="center">
        <Title order={2} size="h3">
          {title}
        </Title>
        <Text c="dimmed">{children}</Text>
      </Stack>
    </Center>
  );
}

/** What went wrong, in the API's words, where it happened. */
export function Failure({ error }: { error: Error }) {
  const title = error instanceof ApiProblem ? error.title : "Something is wrong";
  return (
    <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title={title} role="alert">
      {error.message}
    </Alert>
  );
}
