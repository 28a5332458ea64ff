import { Group, Text } from "@mantine/core";
import { TruthMark } from "../../parts/explanation-tree.tsx";
import { found } from "../../parts/explanation-words.ts";
import { useBuilder } from "./builder-context.ts";

/** Whether the condition holds of the person who is tried, and the value it saw. */
export function TrialMark({ pointer }: { readonly pointer: string }) {
  const { trial } = useBuilder();
  const node = trial?.get(pointer);
  if (node === undefined) return null;
  return (
    <Group gap="xs" wrap="nowrap" data-truth={String(node.truth)}>
      <TruthMark truth={node.truth} />
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {found(node)}
      </Text>
    </Group>
  );
}
