import { z } from "zod";
import { isRecord } from "./operators.ts";

export const DEFAULT_BUS = "default";

/** One entry of PutEvents; `Time` in milliseconds since the epoch. */
export interface EventEntry {
  readonly Source?: string | undefined;
  readonly DetailType?: string | undefined;
  readonly Detail?: string | undefined;
  readonly Time?: number | undefined;
  readonly Resources?: readonly string[] | undefined;
  /** Name or ARN; the default bus where absent. */
  readonly EventBusName?: string | undefined;
}

export type EntryResult =
  | { readonly EventId: string }
  | { readonly ErrorCode: string; readonly ErrorMessage: string };

/** The JSON object of `Detail`, or why EventBridge refuses the entry. */
type CheckedEntry =
  | {
      readonly ok: true;
      readonly source: string;
      readonly detailType: string;
      readonly detail: Readonly<Record<string, unknown>>;
    }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** The documented quota of one entry; the whole call may not be larger either. */
export const MAX_ENTRY_BYTES = 262_144;
export const MAX_ENTRIES = 10;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
export const entryBytes = (entry: EventEntry): number =>
  [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])].reduce(
    (sum, text) => sum + Buffer.byteLength(text ?? ""),
    entry.Time === undefined ? 0 : 14,
  );

const refused = (code: string, reason: string): CheckedEntry => ({ ok: false, code, reason });
const missing = (name: string): CheckedEntry =>
  refused(
    "InvalidArgument",
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  );

/** Sources that begin with `aws.` are AWS's own and its partners'. */
export type Sender = "account" | "partner" | "service";

export const checkEntry = (entry: EventEntry, sender: Sender = "account"): CheckedEntry => {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return missing("Source");
  if (!DetailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (sender === "account" && Source.startsWith("aws.")) {
    return refused("NotAuthorizedForSourceException", `Sources of AWS itself start with 'aws.'.`);
  }
  if (DetailType.length > 128) {
    return refused("InvalidArgument", "DetailType has at most 128 characters.");
  }
  const detail = detailSchema.safeParse(Detail);
  if (!detail.success) return refused("MalformedDetail", "Detail is not a JSON object.");
  return { ok: true, source: Source, detailType: DetailType, detail: detail.data };
};

const detailSchema = z.string().transform((text, context) => {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Reported below, like a value that is not an object.
  }
  context.addIssue({ code: "custom", message: "not a JSON object" });
  return z.NEVER;
});
