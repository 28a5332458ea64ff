import { Badge } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconPlugX, IconProgress } from "@tabler/icons-react";
import type { Health } from "./health.ts";

export const looks = {
  good: { color: "teal", icon: IconCircleCheck },
  busy: { color: "blue", icon: IconProgress },
  attention: { color: "orange", icon: IconAlertTriangle },
  broken: { color: "red", icon: IconPlugX },
} as const;

/** The state in words and by its sign; colour only adds to it. */
export function HealthBadge({ health: { tone, state } }: { health: Health }) {
  const { color, icon: Icon } = looks[tone];
  return (
    <Badge
      component="span"
      variant="default"
      size="lg"
      tt="none"
      leftSection={<Icon size={15} aria-hidden color={`var(--mantine-color-${color}-filled)`} />}
    >
      {state}
    </Badge>
  );
}
