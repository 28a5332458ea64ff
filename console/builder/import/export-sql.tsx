import {
  Button,
  Code,
  CopyButton,
  Group,
  Modal,
  ScrollArea,
  SegmentedControl,
  Stack,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFileTypeSql } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { answered, api } from "../../api/client.ts";
import { Loaded } from "../../parts/loaded.tsx";
import { sentRule } from "../model/sent-rule.ts";

interface ExportSqlProps {
  readonly object: ObjectKind;
  readonly rule: RuleGroup;
}

/** The rule as a query for a database, to copy. */
export function ExportSql({ object, rule }: ExportSqlProps) {
  const [isOpen, dialog] = useDisclosure(false);
  return (
    <>
      <Button
        variant="subtle"
        size="compact-md"
        leftSection={<IconFileTypeSql size={16} aria-hidden />}
        onClick={dialog.open}
      >
        SQL
      </Button>
      <Modal opened={isOpen} onClose={dialog.close} title="This rule as SQL" size="lg">
        <Written object={object} rule={rule} />
      </Modal>
    </>
  );
}

function Written({ object, rule }: ExportSqlProps) {
  const [dialect, setDialect] = useState<"postgresql" | "sqlite">("postgresql");
  const asked = sentRule(rule);
  const written = useQuery({
    queryKey: ["rule-as-sql", object, dialect, asked],
    refetchInterval: false,
    queryFn: ({ signal }) =>
      answered(
        api.POST("/api/v1/rules/to-sql", { body: { object, rule: asked, dialect }, signal }),
      ),
  });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label="Which database"
        value={dialect}
        onChange={(chosen) => setDialect(chosen === "sqlite" ? "sqlite" : "postgresql")}
        data={[
          { value: "postgresql", label: "PostgreSQL" },
          { value: "sqlite", label: "SQLite" },
        ]}
      />
      <Loaded query={written} what="the query">
        {({ sql }) => <Query sql={sql} />}
      </Loaded>
    </Stack>
  );
}

function Query({ sql }: { readonly sql: string }) {
  return (
    <>
      <ScrollArea.Autosize mah="50vh" viewportProps={{ tabIndex: 0 }}>
        <Code block>{sql}</Code>
      </ScrollArea.Autosize>
      <Group justify="flex-end">
        <CopyButton value={sql}>
          {({ copied, copy }) => (
            <Button onClick={copy}>{copied ? "Copied" : "Copy the query"}</Button>
          )}
        </CopyButton>
      </Group>
    </>
  );
}
