/** Columns as wide as their widest cell: the first to the left, figures to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [header, ...rows];
  const widths = header.map((_, column) =>
    Math.max(...all.map((row) => (row[column] ?? "").length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join("   ")
      .trimEnd();
  return all.map((row) => `  ${line(row)}`).join("\n");
}

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

export function figure(value: number): string {
  return grouped.format(value);
}
