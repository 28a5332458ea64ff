import { Alert, Button, Code, CopyButton, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconKey } from "@tabler/icons-react";
import { Link } from "wouter";
import type { Schemas } from "../api/client.ts";
import { curlExample } from "./curl-example.ts";

/** What is left to do at the system, and the secret, which is shown this once. */
export function MadeConnection({ made }: { made: Schemas["NewlyMadeConnection"] }) {
  const { id, name, url, secret, setup } = made;
  return (
    <Stack>
      <Alert color="teal" icon={<IconCircleCheck aria-hidden />} title={`${name} is connected`}>
        {url === undefined
          ? "What is there comes in by itself."
          : (setup ?? "Have it send its webhooks to this address.")}
      </Alert>
      {url === undefined ? null : <Copied label="Address" text={url} />}
      {secret === undefined ? null : (
        <Alert
          color="yellow"
          icon={<IconKey aria-hidden />}
          title="Copy the secret now: it is not shown again"
        >
          <Copied label="Secret" text={secret} />
        </Alert>
      )}
      {url === undefined || secret === undefined ? null : (
        <details>
          <summary>Try it from a terminal</summary>
          <Copied label="Example" text={curlExample(url, secret)} />
        </details>
      )}
      <Group justify="flex-end">
        <Button component={Link} href={`/connections/${id}`}>
          {secret === undefined ? "To the connection" : "I have it: to the connection"}
        </Button>
      </Group>
    </Stack>
  );
}

/** A text to take along, with its button. */
export function Copied({ label, text }: { label: string; text: string }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              size="compact-sm"
              onClick={copy}
              aria-label={`Copy: ${label}`}
            >
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {text}
      </Code>
    </Stack>
  );
}
