import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useSession } from "../session/use-session.ts";
import type { Connection } from "./connection.ts";
import type { Health } from "./health.ts";
import { looks } from "./health-badge.tsx";
import { ImportProgress } from "./import-progress.tsx";
import { KeyDialog } from "./key-dialog.tsx";
import { useGrant } from "./use-grant.ts";
import { useImport } from "./use-import.ts";

interface HealthNoticeProps {
  readonly connection: Connection;
  readonly health: Health;
}

/** What the state means and the button for what is to be done; nothing where all is well. */
export function HealthNotice({ connection, health }: HealthNoticeProps) {
  const { color, icon: Icon } = looks[health.tone];
  const job = connection.import;
  if (health.advice === undefined) return null;
  return (
    <Alert color={color} icon={<Icon aria-hidden />} title={health.state} role="status">
      <Stack gap="sm">
        <Text size="sm">{health.advice}</Text>
        {job === undefined || job.state === "done" ? null : <ImportProgress job={job} />}
        <Remedy connection={connection} action={health.action} />
      </Stack>
    </Alert>
  );
}

function Remedy({ connection, action }: { connection: Connection; action: Health["action"] }) {
  const { may } = useSession();
  const grant = useGrant(connection.id);
  const started = useImport(connection.id);
  if (action === undefined) return null;
  if (!may("admin")) return <Text size="sm">An admin of this workspace can do that.</Text>;
  if (action === "key") return <KeyDialog connection={connection} />;
  return (
    <Group>
      {action === "grant" ? (
        <Button onClick={() => grant.mutate()} loading={grant.isPending || grant.isSuccess}>
          Grant access at {connection.label}
        </Button>
      ) : (
        <Button onClick={() => started.mutate()} loading={started.isPending}>
          Go on with the import
        </Button>
      )}
    </Group>
  );
}
