import { Badge } from "@mantine/core";
import { type Segment, stateOf } from "./list/list-view.ts";

/** Says what is not as it mostly is; a live segment needs no word. */
export function StateBadge({ segment }: { segment: Segment }) {
  switch (stateOf(segment)) {
    case "live":
      return null;
    case "building":
      return (
        <Badge variant="light" color="blue" tt="none">
          Building · {segment.progress ?? 0}%
        </Badge>
      );
    case "failed":
      return (
        <Badge variant="light" color="red" tt="none">
          Build stopped
        </Badge>
      );
    case "retired":
      return (
        <Badge variant="light" color="gray" tt="none">
          Retired
        </Badge>
      );
  }
}
