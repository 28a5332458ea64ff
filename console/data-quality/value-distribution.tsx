import { Button, Card, Stack, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import type { Schemas } from "../api/client.ts";
import { shareWords, valueWords } from "./attribute-words.ts";
import classes from "./value-distribution.module.css";

const shownAtFirst = 12;

/** How often which value stands, as bars with their numbers. */
export function ValueDistribution({ detail }: { detail: Schemas["AttributeDetail"] }) {
  const [isWhole, setWhole] = useState(false);
  const { values, filled } = detail;
  const shown = isWhole ? (values ?? []) : (values ?? []).slice(0, shownAtFirst);
  const most = Math.max(1, ...shown.map(({ count }) => count));
  return (
    <Card withBorder padding="lg" component="section">
      <Stack gap="sm">
        <Title order={2} size="h4">
          Values
        </Title>
        {values === undefined ? (
          <Text size="sm" c="dimmed">
            Nearly everybody has a value of their own, or there are over 1,000: they are counted,
            not listed.
          </Text>
        ) : (
          <Table aria-label="Values and how many have them" verticalSpacing={4}>
            <Table.Tbody>
              {shown.map(({ value, count }) => (
                <Row key={JSON.stringify(value)} {...{ value, count, most, filled }} />
              ))}
            </Table.Tbody>
          </Table>
        )}
        {(values ?? []).length > shownAtFirst ? (
          <Button variant="default" w="fit-content" onClick={() => setWhole(!isWhole)}>
            {isWhole ? "Show fewer" : `Show all ${(values ?? []).length}`}
          </Button>
        ) : null}
      </Stack>
    </Card>
  );
}

interface RowProps {
  readonly value: Schemas["Value"];
  readonly count: number;
  /** Of the most frequent value: its bar is full. */
  readonly most: number;
  readonly filled: number;
}

function Row({ value, count, most, filled }: RowProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400} w="38%" className={classes["value"] ?? ""}>
        {valueWords(value)}
      </Table.Th>
      <Table.Td>
        <div className={classes["bar"]} aria-hidden>
          <div style={{ width: `${(count / most) * 100}%` }} />
        </div>
      </Table.Td>
      <Table.Td ta="right" w={110}>
        {count.toLocaleString()} · {shareWords(count / Math.max(1, filled))}
      </Table.Td>
    </Table.Tr>
  );
}
