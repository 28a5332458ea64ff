import { ThemeIcon } from "@mantine/core";
import { IconBuilding, IconUser } from "@tabler/icons-react";

/** A person or a company. */
export function ObjectIcon({ object, size = 32 }: { object: string; size?: number }) {
  const Icon = object === "company" ? IconBuilding : IconUser;
  return (
    <ThemeIcon variant="light" radius="xl" size={size} aria-hidden>
      <Icon size={size * 0.55} stroke={1.7} />
    </ThemeIcon>
  );
}
