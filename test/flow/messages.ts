import type { Change, ChangesMessage } from "../../shared/contracts/change.ts";
import type { RuleGroup } from "../../shared/segmentation/rule.ts";

type Message = Omit<ChangesMessage, "workspaceId">;

/** Changes of one source, as its webhook would have brought them. */
export class Source {
  readonly connectionId: string;
  readonly rank: number;

  constructor(connectionId: string, rank: number) {
    this.connectionId = connectionId;
    this.rank = rank;
  }

  says(...changes: readonly Change[]): Message {
    const { connectionId, rank } = this;
    return { connectionId, rank, receivedAt: 0, changes: [...changes] };
  }
}

export const crm = new Source("crm", 1);
export const prm = new Source("prm", 2);

const start = Date.parse("2026-11-22T09:00:00Z");

/** `minute` orders the changes of a test. */
export function set(
  recordId: string,
  values: Record<string, string | number | boolean | null>,
  minute = 0,
): Change {
  return {
    object: "contact",
    recordId,
    at: start + minute * 60_000,
    body: { kind: "attributes", values },
  };
}

export function did(recordId: string, name: string, at: number): Change {
  return {
    object: "contact",
    recordId,
    at,
    body: { kind: "behaviour", name, happenedAt: at, properties: {} },
  };
}

export function deleted(recordId: string, minute: number): Change {
  return { object: "contact", recordId, at: start + minute * 60_000, body: { kind: "deletion" } };
}

export function merged(into: string, recordIds: string[], minute: number): Change {
  return {
    object: "contact",
    recordId: into,
    at: start + minute * 60_000,
    body: { kind: "merge", mergedRecordIds: recordIds },
  };
}

export function where(field: string, operator: string, value?: unknown): RuleGroup {
  return { combinator: "and", rules: [{ field, operator, value }] };
}

export function atLeast(threshold: number, name: string, window: string): RuleGroup {
  return {
    combinator: "and",
    rules: [
      {
        field: "behaviours",
        operator: "",
        match: { mode: "atLeast", threshold },
        value: {
          combinator: "and",
          rules: [
            { field: "name", operator: "=", value: name },
            { field: "at", operator: "inLast", value: window },
          ],
        },
      },
    ],
  };
}
