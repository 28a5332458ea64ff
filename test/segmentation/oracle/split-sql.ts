import { Split } from "../../../shared/segmentation/rule.ts";
import { text } from "./sql-text.ts";

const digit = (position: number) => `(instr('0123456789ABCDEF', substr(rest, ${position}, 1)) - 1)`;
const byte = `(16 * ${digit(1)} + ${digit(2)})`;

/** Whether the bucket of an id, made by 32-bit FNV-1a, lies in the part; SQLite knows no XOR. */
export function splitSql(id: string, value: unknown): string {
  const { salt, from, to } = Split.parse(value);
  const next = `((((h | ${byte}) - (h & ${byte})) * 16777619) & 4294967295)`;
  return `((WITH RECURSIVE fnv(rest, h) AS (
      SELECT hex(CAST(${text(`${salt}:`)} || ${id} || ':split' AS BLOB)), 2166136261
      UNION ALL SELECT substr(rest, 3), ${next} FROM fnv WHERE rest <> '')
    SELECT (h * 10000) >> 32 FROM fnv WHERE rest = '')
    BETWEEN round(${from} * 100) AND round(${to} * 100) - 1)`;
}
