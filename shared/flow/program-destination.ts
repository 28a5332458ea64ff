import { connectorOf } from "../connectors/registry.ts";
import type { ConnectionKind } from "../contracts/connection.ts";
import type { Destination, DestinationKind } from "../contracts/destination.ts";
import type { Program } from "../contracts/program.ts";
import type { FlowContext } from "./context.ts";

type Wanted = Pick<Destination, "kind" | "connectionId" | "url" | "courseId" | "tells">;

/** What a course behind a connection of the kind is pushed as; undefined where there are none. */
export function courseKind(kind: ConnectionKind): DestinationKind | undefined {
  return connectorOf(kind).targets.find(({ choices }) => choices?.includes("courseId"))?.kind;
}

/** Where a program's entering and leaving is pushed; undefined for what Muster does itself. */
export async function programDestination(
  { storage }: Pick<FlowContext, "storage">,
  program: Program,
): Promise<Wanted | undefined> {
  switch (program.kind) {
    case "course": {
      const { workspaceId, connectionId, courseId, onExit } = program;
      const connection = await storage.connections.get(workspaceId, connectionId);
      const kind = (connection && courseKind(connection.kind)) ?? "course";
      return { kind, connectionId, courseId, ...told(onExit === "keep") };
    }
    case "automation":
      return { kind: "webhook", url: program.url, tells: program.on };
    case "notification":
      // What goes by e-mail is no push: Muster sends it itself.
      if (program.url === undefined) return undefined;
      return {
        kind: "webhook",
        url: program.url,
        tells: program.about === "entering" ? ["entered"] : [],
      };
    case "certificate":
    case "grant":
    case "price":
    case "goal":
      return undefined;
  }
}

function told(enteringOnly: boolean): Pick<Wanted, "tells"> {
  return enteringOnly ? { tells: ["entered"] } : {};
}
