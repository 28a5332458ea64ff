import { Button, Center, Stack } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { answered, api } from "../api/client.ts";
import { Failure, Waiting } from "../parts/states.tsx";
import { openDoor, signOut, useDoor } from "./session.ts";
import { SignInPage } from "./sign-in-page.tsx";
import { SessionContext } from "./use-session.ts";

const once = { staleTime: Number.POSITIVE_INFINITY, refetchInterval: false } as const;

/** Lets in whoever has signed in; shows everybody else how to, at the address they came for. */
export function SessionGate({ children }: { children: ReactNode }) {
  const opened = useQuery({
    queryKey: ["sign-in"],
    queryFn: async () => {
      const { provider } = await answered(api.GET("/api/v1/sign-in"));
      const problem = await openDoor(provider).then(() => undefined, reasonOf);
      return { hasProvider: provider !== undefined, problem };
    },
    ...once,
  });
  const door = useDoor();
  const queries = useQueryClient();
  useEffect(() => {
    // Whoever comes next sees nothing of what was loaded for whoever left.
    if (door === "closed")
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "sign-in" });
  }, [door, queries]);
  if (opened.data === undefined)
    return opened.error === null ? <Waiting for="Muster" /> : <Failure error={opened.error} />;
  if (door === "open") return <Inside>{children}</Inside>;
  return <SignInPage {...opened.data} />;
}

function Inside({ children }: { children: ReactNode }) {
  const me = useQuery({
    queryKey: ["me"],
    queryFn: () => answered(api.GET("/api/v1/me")),
    ...once,
  });
  if (me.data !== undefined) return <SessionContext value={me.data}>{children}</SessionContext>;
  if (me.error === null) return <Waiting for="your workspace" />;
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack maw={520}>
        <Failure error={me.error} />
        <Button variant="default" onClick={() => void signOut()}>
          Sign in as somebody else
        </Button>
      </Stack>
    </Center>
  );
}

function reasonOf(error: unknown): string {
  const reason = error instanceof Error ? ` (${error.message})` : "";
  return `Signing in did not work${reason}. Try it again.`;
}
