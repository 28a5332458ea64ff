import { Alert } from "@mantine/core";
import { IconCircleCheck, IconLockX } from "@tabler/icons-react";
import { useSearchParams } from "wouter";
import type { Connection } from "./connection.ts";

/** What came of granting access, right after an admin comes back from there. */
export function GrantOutcome({ connection }: { connection: Connection }) {
  const [search, setSearch] = useSearchParams();
  const outcome = search.get("grant");
  if (outcome === null) return null;
  const isAccepted = outcome === "accepted";
  return (
    <Alert
      color={isAccepted ? "teal" : "red"}
      icon={isAccepted ? <IconCircleCheck aria-hidden /> : <IconLockX aria-hidden />}
      title={isAccepted ? `${connection.name} is connected` : "Access was not granted"}
      withCloseButton
      closeButtonLabel="Close"
      onClose={() => setSearch({}, { replace: true })}
      role="status"
    >
      {isAccepted
        ? "Its records come in now; you may leave this page."
        : refusalWords(outcome, connection)}
    </Alert>
  );
}

function refusalWords(outcome: string, { label, accountId, lastError }: Connection): string {
  switch (outcome) {
    case "another-account":
      return `This connection belongs to account ${accountId ?? "another"}: choose that one at ${label}, or add a connection for the other.`;
    case "already-connected":
      return `This account of ${label} is connected already: connect that one again, or disconnect it first.`;
    default:
      return (
        lastError?.message ??
        `${label} says that access was not granted: let somebody grant it who administers the account there.`
      );
  }
}
