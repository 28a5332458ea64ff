import { AttributeType, ProjectionType, StreamViewType } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import { MusterTable } from "../constructs/muster-table.ts";
import type { StageSettings } from "../stage-settings.ts";

export interface Tables {
  /** Profiles, identities: the truth. Its stream is the outbox. */
  readonly profiles: MusterTable;
  /** What follows from the profiles: members, counts, history, pending pushes. */
  readonly views: MusterTable;
  /** Workspaces, connections, segments, destinations, the dependency index. */
  readonly registry: MusterTable;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });

export function createTables(scope: Construct, settings: StageSettings): Tables {
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
