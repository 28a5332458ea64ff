/** A row by the names of its columns, and the line of the file it began at. */
export interface CsvRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * Reads CSV as RFC 4180 has it: commas, quotes doubled within quotes, line breaks within
 * quotes; LF or CRLF, a byte order mark and empty lines are passed over. The first row names
 * the columns. @throws Error that names the line
 */
export function readCsv(text: string): CsvRow[] {
  const [header, ...rows] = records(text.replace(/^\uFEFF/, ""));
  if (header === undefined) throw new Error("line 1: the columns are not named.");
  const names = header.fields;
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw new Error(`line 1: two columns are named "${twice}".`);
  return rows.map(({ line, fields }) => {
    if (fields.length !== names.length)
      throw new Error(`line ${line}: ${fields.length} values for ${names.length} columns.`);
    return { line, values: Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ""])) };
  });
}

interface CsvRecord {
  readonly line: number;
  readonly fields: string[];
}

/** A field, quoted or plain, and what ends it. */
const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function records(text: string): CsvRecord[] {
  const found: CsvRecord[] = [];
  let record: CsvRecord = { line: 1, fields: [] };
  let line = 1;
  for (let position = 0; position < text.length; ) {
    field.lastIndex = position;
    const [whole, quoted, plain = "", end] = field.exec(text) ?? [];
    if (whole === undefined)
      throw new Error(`line ${line}: a quote is not closed, or stands alone.`);
    position += whole.length;
    line += whole.split("\n").length - 1;
    record.fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    // A comma at the very end of the file has an empty field after it.
    if (end === "," && position < text.length) continue;
    if (end === ",") record.fields.push("");
    if (record.fields.some((value) => value !== "") || record.fields.length > 1) found.push(record);
    record = { line, fields: [] };
  }
  return found;
}
