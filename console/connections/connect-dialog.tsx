import {
  Card,
  Group,
  Modal,
  SimpleGrid,
  Stack,
  Text,
  ThemeIcon,
  UnstyledButton,
} from "@mantine/core";
import { IconKey, IconLock, IconWebhook } from "@tabler/icons-react";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { Loaded } from "../parts/loaded.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { type ConnectionKind, useConnectionKinds } from "./connection.ts";
import { MadeConnection } from "./made-connection.tsx";

interface ConnectDialogProps {
  /** From the address: a kind, anything else to choose one; null: closed. */
  readonly chosen: string | null;
  readonly onChoose: (kind: string | undefined) => void;
}

/** Which system, then what it asks for, then what is left to do there. */
export function ConnectDialog({ chosen, onChoose }: ConnectDialogProps) {
  const kinds = useConnectionKinds();
  const [made, setMade] = useState<Schemas["NewlyMadeConnection"]>();
  const close = () => {
    setMade(undefined);
    onChoose(undefined);
  };
  const kind = kinds.data?.items.find((each) => each.kind === chosen);
  return (
    <Modal
      opened={chosen !== null}
      onClose={close}
      size="lg"
      title={kind === undefined ? "Connect a system" : `Connect ${kind.label}`}
      closeButtonProps={{ "aria-label": "Close" }}
      closeOnClickOutside={made === undefined}
    >
      {made === undefined ? (
        <Loaded query={kinds} what="what can be connected">
          {({ items }) =>
            kind === undefined ? (
              <KindCards kinds={items} onChoose={onChoose} />
            ) : (
              <ConnectForm kind={kind} onMade={setMade} onBack={() => onChoose("choose")} />
            )
          }
        </Loaded>
      ) : (
        <MadeConnection made={made} />
      )}
    </Modal>
  );
}

interface KindCardsProps {
  readonly kinds: readonly ConnectionKind[];
  readonly onChoose: (kind: string) => void;
}

function KindCards({ kinds, onChoose }: KindCardsProps) {
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      {kinds.map((each) => (
        <UnstyledButton key={each.kind} onClick={() => onChoose(each.kind)}>
          <Card withBorder h="100%">
            <Group wrap="nowrap" align="flex-start">
              <AccessIcon access={each.access} />
              <Stack gap={2}>
                <Text fw={600}>{each.label}</Text>
                <Text size="sm" c="dimmed">
                  {promise(each)}
                </Text>
              </Stack>
            </Group>
          </Card>
        </UnstyledButton>
      ))}
    </SimpleGrid>
  );
}

const icons = { grant: IconLock, key: IconKey, webhook: IconWebhook } as const;

function AccessIcon({ access }: Pick<ConnectionKind, "access">) {
  const Icon = icons[access];
  return (
    <ThemeIcon variant="light" size={34} radius="md" aria-hidden>
      <Icon size={20} stroke={1.6} />
    </ThemeIcon>
  );
}

function promise({ access, imports, pushes }: ConnectionKind): string {
  const what = imports
    ? pushes
      ? "People come in, segments go out."
      : "People come in."
    : access === "webhook"
      ? "Anything that sends webhooks: portals, HR, courses."
      : "Segments go out.";
  const how = {
    grant: "You sign in there.",
    key: "You give a key.",
    webhook: "You give it an address.",
  }[access];
  return `${what} ${how}`;
}
