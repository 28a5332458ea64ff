import type { Destination } from "../contracts/destination.ts";
import type { Program } from "../contracts/program.ts";

type Wanted = Pick<Destination, "kind" | "connectionId" | "url" | "courseId" | "tells">;

/** Where a program's entering and leaving is pushed; undefined for what Muster does itself. */
export function programDestination(program: Program): Wanted | undefined {
  switch (program.kind) {
    case "course": {
      const { connectionId, courseId, onExit } = program;
      return { kind: "course", connectionId, courseId, ...told(onExit === "keep") };
    }
    case "automation":
      return { kind: "webhook", url: program.url, tells: program.on };
    case "notification":
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
