import { Badge, Card, Group, Stack, ThemeIcon, Title } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface StepProps {
  readonly number: number;
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ReactNode;
}

/** One step of a short way. */
export function Step({ number, title, isDone, children }: StepProps) {
  return (
    <Card component="li" withBorder padding="lg">
      <Group align="flex-start" wrap="nowrap" gap="md">
        <ThemeIcon radius="xl" size={34} variant={isDone ? "filled" : "light"} aria-hidden>
          {isDone ? <IconCheck size={18} /> : number}
        </ThemeIcon>
        <Stack gap="sm" style={{ flex: 1, minWidth: 0 }}>
          <Group gap="sm">
            <Title order={2} size="h4">
              {title}
            </Title>
            {isDone ? <Badge variant="light">Done</Badge> : null}
          </Group>
          {children}
        </Stack>
      </Group>
    </Card>
  );
}
