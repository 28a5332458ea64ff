import { Anchor } from "@mantine/core";
import { Link } from "wouter";
import { Empty } from "../parts/states.tsx";

export function NotFound() {
  return (
    <Empty title="There is no such page">
      The address may be mistyped, or what it showed is gone.{" "}
      <Anchor component={Link} href="/segments">
        To the segments
      </Anchor>
    </Empty>
  );
}
