import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconKey } from "@tabler/icons-react";
import { Link } from "wouter";

/** Shown this once: what signs the webhooks of a new program. */
export function MadeSecret({ id, secret }: { id: string; secret: string }) {
  return (
    <Stack maw={760}>
      <Alert
        icon={<IconKey aria-hidden />}
        title="Keep this secret: it is not shown again"
        color="yellow"
      >
        <Stack gap="sm">
          <Text size="sm">
            It signs every webhook of this program, by the Standard Webhooks scheme. Give it to
            whoever looks after the address that is called.
          </Text>
          <Code block>{secret}</Code>
          <Group>
            <CopyButton value={secret}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? "Copied" : "Copy the secret"}
                </Button>
              )}
            </CopyButton>
            <Button component={Link} href={`/programs/${id}`}>
              I have it: go on
            </Button>
          </Group>
        </Stack>
      </Alert>
    </Stack>
  );
}
