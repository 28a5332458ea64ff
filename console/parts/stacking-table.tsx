import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./stacking-table.module.css";

interface StackingTableProps {
  /** What the table lists, for those who hear it. */
  readonly label: string;
  readonly columns: readonly string[];
  /** Rows, of `Cell`s. */
  readonly children: ReactNode;
}

/** A table whose rows become cards on a phone, each cell under its column's name. */
export function StackingTable({ label, columns, children }: StackingTableProps) {
  return (
    <Table aria-label={label} className={classes["table"] ?? ""} verticalSpacing="xs" fz="sm">
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column} scope="col">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>{children}</Table.Tbody>
    </Table>
  );
}

/** A cell; `label` is its column, shown in front of it on a phone. */
export function Cell({ label, children }: { label: string; children: ReactNode }) {
  return <Table.Td data-label={label}>{children}</Table.Td>;
}
