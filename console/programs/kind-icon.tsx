import { ThemeIcon } from "@mantine/core";
import {
  IconBell,
  IconBolt,
  IconCertificate,
  IconFlag,
  IconKey,
  IconSchool,
  IconTag,
} from "@tabler/icons-react";
import type { ProgramKind } from "./program-words.ts";

const icons = {
  grant: IconKey,
  course: IconSchool,
  certificate: IconCertificate,
  notification: IconBell,
  automation: IconBolt,
  price: IconTag,
  goal: IconFlag,
} as const;

/** Decorates; the kind stands beside it in words. */
export function KindIcon({ kind, size = 32 }: { kind: ProgramKind; size?: number }) {
  const Icon = icons[kind];
  return (
    <ThemeIcon variant="light" size={size} radius="md" aria-hidden>
      <Icon size={size * 0.56} stroke={1.6} />
    </ThemeIcon>
  );
}
