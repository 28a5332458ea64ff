import { Alert, Button, Group, List, Stack, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { ObjectKind } from "../../../shared/segmentation/record.ts";
import type { RuleGroup } from "../../../shared/segmentation/rule.ts";
import { answered, api } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";

interface ImportSqlProps {
  readonly object: ObjectKind;
  readonly onImport: (rule: RuleGroup) => void;
}

/** What follows WHERE, read as a rule; what no rule can say is refused by name. */
export function ImportSql({ object, onImport }: ImportSqlProps) {
  const [sql, setSql] = useState("");
  const reading = useMutation({
    mutationFn: () => answered(api.POST("/api/v1/rules/from-sql", { body: { object, sql } })),
    onSuccess: ({ rule }) => onImport(rule),
  });
  return (
    <Stack gap="sm">
      <Textarea
        label="The condition of the query"
        description="What follows WHERE: comparisons, IN, BETWEEN, LIKE and IS NULL, joined by AND, OR and NOT."
        placeholder="partner_tier = 'Gold' AND country IN ('DE', 'AT')"
        autosize
        minRows={4}
        maxRows={14}
        value={sql}
        onChange={(event) => setSql(event.currentTarget.value)}
      />
      {reading.error === null ? null : <Refused error={reading.error} />}
      <Group justify="flex-end">
        <Button
          loading={reading.isPending}
          disabled={sql.trim() === ""}
          onClick={() => reading.mutate()}
        >
          Read it as a rule
        </Button>
      </Group>
    </Stack>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const faults = error instanceof ApiProblem ? (error.document.errors ?? []) : [];
  return (
    <Alert color="red" role="alert" title="This cannot be read as a rule">
      {faults.length === 0 ? (
        error.message
      ) : (
        <List size="sm">
          {faults.map(({ detail }) => (
            <List.Item key={detail}>{detail}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
