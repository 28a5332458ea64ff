import type { Connection, ConnectionKind } from "./connection.ts";

/** How a connection fares, for people; and what is to be done about it, if anything. */
export interface Health {
  readonly tone: "good" | "busy" | "attention" | "broken";
  /** A few words: fits a badge. */
  readonly state: string;
  /** Sentences: what it means, what to do. */
  readonly advice?: string;
  /** What a button offers. */
  readonly action?: "grant" | "key" | "import";
}

/** @param access how the system lets Muster in; undefined while that is not known yet */
export function healthOf(
  connection: Connection,
  access: ConnectionKind["access"] | undefined,
): Health {
  const { state, label } = connection;
  switch (state) {
    case "removed":
      return { tone: "broken", state: "Disconnected" };
    case "awaiting-grant":
      return {
        tone: "attention",
        state: "Waiting for access",
        advice:
          connection.lastError?.message ??
          `Somebody who administers ${label} lets Muster in there. Nothing comes in before that.`,
        action: "grant",
      };
    case "reconnect-needed":
      return lockedOut(connection, access);
    case "connected":
      return importing(connection) ?? troubled(connection) ?? working(connection);
  }
}

function lockedOut(
  { label, grant }: Connection,
  access: ConnectionKind["access"] | undefined,
): Health {
  const waits = "What waits to be imported or pushed goes on by itself after that.";
  if (access === "key")
    return {
      tone: "broken",
      state: "Key refused",
      advice: `${label} no longer takes the key: give a valid one. ${waits}`,
      action: "key",
    };
  const who = grant?.by === undefined ? "an admin" : `${grant.by}, or another admin,`;
  return {
    tone: "broken",
    state: "Access lost",
    advice: `${label} no longer lets Muster in: ${who} connects it again, to the same account. ${waits}`,
    action: "grant",
  };
}

function importing({ import: job, label }: Connection): Health | undefined {
  if (job === undefined || job.state === "done") return undefined;
  if (job.state === "failed")
    return {
      tone: "broken",
      state: "Import stopped",
      advice: `${job.problem?.message ?? `${label} did not go on.`} Mend that, then go on with the import: it continues where it stopped.`,
      action: "import",
    };
  const percent = job.percent === undefined ? "" : `, ${job.percent}%`;
  return {
    tone: "busy",
    state: `Importing${percent}`,
    advice: job.problem?.message ?? "Its records come in; segments fill meanwhile.",
  };
}

function troubled({ failing = [], missingScopes = [], ...rest }: Connection): Health | undefined {
  const { uncounted = [], lastError, journal, label } = rest;
  const attention = (state: string, advice: string): Health => ({
    tone: "attention",
    state,
    advice,
  });
  if (failing.length > 0)
    return attention(
      failing.length === 1 ? "A push fails" : `${failing.length} pushes fail`,
      "What comes in works; what should go out does not. See below what each one needs.",
    );
  if (missingScopes.length > 0)
    return {
      ...attention(
        "Not all allowed",
        `${label} did not allow ${missingScopes.join(", ")}: what needs it fails, the rest works. Connect again and allow it there.`,
      ),
      action: "grant",
    };
  if (uncounted.length > 0)
    return {
      ...attention(
        "Changes were lost",
        `${label} lost count of changes of ${uncounted.map(({ records }) => records).join(", ")}: import again to catch up.`,
      ),
      action: "import",
    };
  if (lastError !== undefined) return attention("Has trouble", lastError.message);
  if (journal?.problem !== undefined)
    return attention("Cannot read its journal", journal.problem.message);
  return undefined;
}

function working({ counters, import: job, url }: Connection): Health {
  if (url !== undefined && counters?.webhooks === 0 && job === undefined)
    return {
      tone: "busy",
      state: "Nothing received yet",
      advice: "Have the system send its webhooks to the address below.",
    };
  return { tone: "good", state: "Working" };
}
