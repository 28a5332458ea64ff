import { Text } from "@mantine/core";
import { remarkAt } from "../model/remarks.ts";
import { useBuilder } from "./builder-context.ts";

/** How many fulfil a condition, and whom it alone keeps out. */
export function ConditionCount({ pointer }: { readonly pointer: string }) {
  const { remarks } = useBuilder();
  const { count } = remarkAt(remarks, pointer);
  if (count === undefined) return null;
  const { holds, unknown, keepsOut } = count;
  return (
    <Text size="xs" c="dimmed" data-count={holds}>
      <Text span inherit fw={600} c="var(--mantine-color-text)">
        {holds.toLocaleString()}
      </Text>{" "}
      meet it
      {unknown > 0 ? ` · ${unknown.toLocaleString()} have no value` : ""}
      {keepsOut > 0 ? ` · it alone keeps out ${keepsOut.toLocaleString()}` : ""}
    </Text>
  );
}
