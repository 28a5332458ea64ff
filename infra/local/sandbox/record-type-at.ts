import type { Call } from "./http.ts";
import { invalid } from "./read-json.ts";
import { type RecordType, recordTypeOf } from "./records.ts";

/** The type of records that an address names as `:type`. */
export function typeAt({ part }: Pick<Call, "part">): RecordType {
  const type = recordTypeOf(part("type"));
  if (type !== undefined) return type;
  throw invalid(`Unable to infer object type from: ${part("type")}`);
}
