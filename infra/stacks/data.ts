import { AttributeType, ProjectionType, StreamViewType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import { z } from "zod";
import { type KnownTable, MusterTable } from "../constructs/muster-table.ts";
import type { StageSettings } from "../stage-settings.ts";

export interface Tables {
  /** Profiles, identities: the truth. Its stream is the outbox. */
  readonly profiles: KnownTable;
  /** What follows from the profiles: members, counts, history, pending pushes. */
  readonly views: KnownTable;
  /** Workspaces, connections, segments, destinations, the dependency index. */
  readonly registry: KnownTable;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

/** Tables that were restored beside the stack, as the runbook's "Restore a table" makes them. */
const Restored = z.object({
  profiles: z.string(),
  /** The restored profiles' own stream: a restored table has none until it is switched on. */
  profilesStreamArn: z.string().startsWith("arn:"),
  views: z.string(),
  registry: z.string(),
});

/** The stack's own tables, or those that the context value `restoredTables` names (JSON). */
export function createTables(scope: Construct, settings: StageSettings): Tables {
  const restored: unknown = scope.node.tryGetContext("restoredTables");
  if (restored !== undefined) return restoredTables(scope, restored);
  return {
    profiles: new MusterTable(scope, "ProfilesTable", {
      settings,
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      indexes: [
        {
          indexName: "due",
          partitionKey: text("dueShard"),
          sortKey: { name: "dueAt", type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    }),
    views: new MusterTable(scope, "ViewsTable", {
      settings,
      expires: true,
      indexes: [
        { indexName: "since", partitionKey: text("sincePk"), sortKey: text("sinceSk") },
        { indexName: "pending", partitionKey: text("pendingPk"), sortKey: text("pendingSk") },
      ],
    }),
    registry: new MusterTable(scope, "RegistryTable", { settings, expires: true }),
  };
}

function restoredTables(scope: Construct, given: unknown): Tables {
  const named = Restored.parse(typeof given === "string" ? JSON.parse(given) : given);
  const table = (id: string, tableName: string, tableStreamArn?: string): KnownTable =>
    TableV2.fromTableAttributes(scope, id, {
      tableName,
      ...(tableStreamArn === undefined ? {} : { tableStreamArn }),
    });
  return {
    profiles: table("ProfilesTable", named.profiles, named.profilesStreamArn),
    views: table("ViewsTable", named.views),
    registry: table("RegistryTable", named.registry),
  };
}
