import { Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconBulb, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Schemas } from "../../api/client.ts";
import { remarkAt } from "../model/remarks.ts";
import { useBuilder } from "./builder-context.ts";

/** What is to be done at a condition before it counts, and what is likely to be wrong with it. */
export function Remarks({ pointer }: { readonly pointer: string }) {
  const { remarks } = useBuilder();
  const { problems, findings } = remarkAt(remarks, pointer);
  if (problems.length === 0 && findings.length === 0) return null;
  return (
    <Stack gap={4}>
      {problems.map((message) => (
        <Remark key={message} icon={<IconPencil size={14} aria-hidden />} color="orange">
          <b>To finish:</b> {message}
        </Remark>
      ))}
      {findings.map((finding) => (
        <FindingRemark key={`${finding.code} ${finding.message}`} finding={finding} />
      ))}
    </Stack>
  );
}

function FindingRemark({ finding }: { readonly finding: Schemas["Finding"] }) {
  const { change, canEdit } = useBuilder();
  const { severity, message, remedy, pointer, change: members } = finding;
  const isWarning = severity === "warning";
  return (
    <Remark
      icon={
        isWarning ? <IconAlertTriangle size={14} aria-hidden /> : <IconBulb size={14} aria-hidden />
      }
      color={isWarning ? "yellow" : "blue"}
    >
      {message} {remedy}{" "}
      {members === undefined || pointer === undefined || !canEdit ? null : (
        <Button size="compact-xs" variant="light" onClick={() => change(pointer, members)}>
          {members.includeMissing === true ? "Include them" : "Do that"}
        </Button>
      )}
    </Remark>
  );
}

interface RemarkProps {
  readonly icon: ReactNode;
  readonly color: string;
  readonly children: ReactNode;
}

function Remark({ icon, color, children }: RemarkProps) {
  return (
    <Group gap={6} wrap="nowrap" align="flex-start">
      <Text span c={`${color}.7`} lh={1.6} style={{ flex: "none" }}>
        {icon}
      </Text>
      <Text size="xs" style={{ overflowWrap: "anywhere" }}>
        {children}
      </Text>
    </Group>
  );
}
