import type { Operand } from "../../language/operand.ts";
import type { Place, Writing } from "./place.ts";

const offsetBasis = 0x811c9dc5;
const prime = 0x01000193;

/**
 * Whether the profile falls in a part of a stable random split: 32-bit FNV-1a
 * (https://datatracker.ietf.org/doc/html/draft-eastlake-fnv), byte by byte. What every
 * profile's text begins with is taken in beforehand.
 */
export function writeSplit(
  { salt, from, to }: Operand & { readonly kind: "split" },
  { row }: Place,
  writing: Writing,
): string {
  const { dialect } = writing;
  const table = writing.alias("h");
  const text = `(${row}.id || ':split')`;
  const start = stateAfter(`${salt}:`);
  const next = dialect.hashed(`${table}.hash`, text, `${table}.at`);
  const bytes = dialect.byteLength(text);
  const buckets = `${table}.hash * 10000 / 4294967296`;
  return `(WITH RECURSIVE ${table}(at, hash) AS (SELECT 1, ${start} UNION ALL SELECT ${table}.at + 1, ${next} FROM ${table} WHERE ${table}.at <= ${bytes}) SELECT ${buckets} >= ${from} AND ${buckets} < ${to} FROM ${table} WHERE ${table}.at > ${bytes})`;
}

function stateAfter(text: string): string {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, prime);
  return `CAST(${hash >>> 0} AS bigint)`;
}
