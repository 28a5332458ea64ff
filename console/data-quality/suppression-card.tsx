import { Button, Card, Group, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { answered, api } from "../api/client.ts";
import { ApiProblem } from "../api/problem.ts";
import { LoadedPart } from "../parts/loaded-part.tsx";
import { useSession } from "../session/use-session.ts";
import { SuppressionDialog, type SuppressionProps } from "./suppression-dialog.tsx";
import { type Law, lawWords } from "./suppression-law.ts";
import { UnsuppressDialog } from "./unsuppress-dialog.tsx";

/** Who is in no segment and pushed nowhere, whatever rules say. */
export function SuppressionCard(props: SuppressionProps) {
  const law = useSuppression(props.object);
  return (
    <Card withBorder padding="md" component="section">
      <LoadedPart query={law} height={52}>
        {(known) => <Declared {...props} law={known ?? undefined} />}
      </LoadedPart>
    </Card>
  );
}

function Declared({ law, ...props }: SuppressionProps & { readonly law: Law | undefined }) {
  const { object } = props;
  const [isEditing, editing] = useDisclosure(false);
  const [isEnding, ending] = useDisclosure(false);
  const isAdmin = useSession().may("admin");
  const who = object === "contact" ? "People" : "Companies";
  return (
    <Group justify="space-between" gap="sm">
      <div>
        <Title order={2} size="h5">
          Kept off every list
        </Title>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {law === undefined
            ? "Nobody: no attribute is declared that keeps somebody out of all segments."
            : `${who} ${lawWords(law)}: in no segment and pushed nowhere, whatever rules say.`}
        </Text>
      </div>
      {isAdmin ? (
        <Group gap="xs">
          <Button variant="default" size="compact-sm" onClick={editing.open}>
            {law === undefined ? "Declare whom" : "Change"}
          </Button>
          {law === undefined ? null : (
            <Button variant="subtle" color="red.8" size="compact-sm" onClick={ending.open}>
              Keep nobody off
            </Button>
          )}
        </Group>
      ) : null}
      <SuppressionDialog {...props} law={law} opened={isEditing} onClose={editing.close} />
      <UnsuppressDialog object={object} opened={isEnding} onClose={ending.close} />
    </Group>
  );
}

/** Null where none is declared. */
function useSuppression(object: SuppressionProps["object"]) {
  return useQuery({
    queryKey: ["suppression", object],
    queryFn: async ({ signal }): Promise<Law | null> => {
      const params = { path: { object } };
      try {
        return await answered(api.GET("/api/v1/suppression/{object}", { params, signal }));
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 404) return null;
        throw error;
      }
    },
  });
}
