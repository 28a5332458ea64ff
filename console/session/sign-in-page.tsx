import {
  Alert,
  Anchor,
  Button,
  Center,
  Collapse,
  Divider,
  Paper,
  PasswordInput,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { useDisclosure, useDocumentTitle } from "@mantine/hooks";
import { useState } from "react";
import { enterWith, signIn } from "./session.ts";

interface SignInPageProps {
  /** Where people can sign in by themselves; otherwise a token is the only way. */
  readonly hasProvider: boolean;
  /** What went wrong the last time. */
  readonly problem: string | undefined;
}

/** One button; below it, for whoever has a token instead. */
export function SignInPage({ hasProvider, problem }: SignInPageProps) {
  useDocumentTitle("Sign in · Muster");
  const [failure, setFailure] = useState(problem);
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    try {
      await signIn();
    } catch {
      setFailure("The sign-in page cannot be reached. Try again in a moment.");
      setLeaving(false);
    }
  };
  return (
    <Center component="main" mih="100vh" p="md">
      <Paper withBorder p="xl" maw={420} w="100%">
        <Stack gap="lg">
          <Title order={1} size="h2">
            Sign in to Muster
          </Title>
          <Text c="dimmed">Build a segment, see who is in and why, and keep your CRM in step.</Text>
          {failure === undefined ? null : (
            <Alert color="red" role="alert" title="You are not signed in">
              {failure}
            </Alert>
          )}
          {hasProvider ? (
            <Button size="md" onClick={() => void leave()} loading={isLeaving}>
              Sign in
            </Button>
          ) : null}
          <TokenEntry startsOpen={!hasProvider} />
        </Stack>
      </Paper>
    </Center>
  );
}

function TokenEntry({ startsOpen }: { startsOpen: boolean }) {
  const [isOpen, { toggle }] = useDisclosure(startsOpen);
  return (
    <Stack gap="sm">
      <Divider />
      <Anchor component="button" type="button" ta="start" onClick={toggle} aria-expanded={isOpen}>
        I have a token
      </Anchor>
      <Collapse expanded={isOpen}>
        <TokenForm />
      </Collapse>
    </Stack>
  );
}

function TokenForm() {
  const [token, setToken] = useState("");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        enterWith(token.trim());
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label="Token"
          description="An API token of your workspace. On your own machine, npm start prints one."
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <Button type="submit" variant="default" disabled={token.trim() === ""}>
          Go on with the token
        </Button>
      </Stack>
    </form>
  );
}
