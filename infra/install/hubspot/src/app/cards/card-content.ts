/** One segment that the record is in. Instants in ISO 8601. */
export interface CardSegment {
  readonly id: string;
  readonly name: string;
  /** Absent for the moment until the member list has caught up. */
  readonly since: string | undefined;
  readonly leavesAt: string | undefined;
  readonly because: readonly string[];
}

/** What the card has to say: the segments, or a sentence instead of them. */
export type CardContent =
  | { readonly kind: "segments"; readonly segments: readonly CardSegment[] }
  | { readonly kind: "sentence"; readonly tone: "info" | "warning"; readonly text: string };

const objects: Readonly<Record<string, string>> = { "0-1": "contact", "0-2": "company" };

interface ShownRecord {
  readonly objectTypeId: string;
  readonly objectId: string | number;
}

/** Where Muster answers what it knows of a record; HubSpot adds portal and user, and signs. */
export function cardAddress(publicUrl: string, { objectTypeId, objectId }: ShownRecord): string {
  const record = new URLSearchParams({
    object: objects[objectTypeId] ?? objectTypeId,
    record: String(objectId),
  });
  return `${publicUrl.replace(/\/+$/, "")}/hooks/hubspot/card?${record}`;
}

/** Reads Muster's answer; anything else than an answer becomes a sentence that says so. */
export function contentOf(status: number, body: unknown): CardContent {
  if (status !== 200) {
    const detail =
      isObject(body) && typeof body["detail"] === "string" ? body["detail"] : undefined;
    return warning(detail ?? `Muster answered with ${status}. Try again in a minute.`);
  }
  if (!isObject(body) || !Array.isArray(body["segments"]))
    return warning("Muster's answer could not be read. Try again in a minute.");
  if (body["known"] !== true) return info("This record has not come in to Muster yet.");
  const segments = body["segments"].flatMap((each: unknown) => segmentOf(each) ?? []);
  return segments.length === 0 ? info("In no segment.") : { kind: "segments", segments };
}

function segmentOf(given: unknown): CardSegment | undefined {
  if (!isObject(given)) return undefined;
  const { id, name, because } = given;
  if (typeof id !== "string" || typeof name !== "string" || !Array.isArray(because))
    return undefined;
  return {
    id,
    name,
    since: textOf(given["since"]),
    leavesAt: textOf(given["leavesAt"]),
    because: because.filter((each) => typeof each === "string"),
  };
}

/** Why, since when and until when, in one line. */
export function reasonLine({ because, since, leavesAt }: CardSegment): string {
  const reasons = because.length > 0 ? because.join("; ") : "kept in by the segment's grace";
  const from = since === undefined ? [] : [`since ${dayOf(since)}`];
  const to = leavesAt === undefined ? [] : [`leaves ${dayOf(leavesAt)}`];
  return [reasons, ...from, ...to].join(" · ");
}

/** The day in UTC, the same wherever the card is shown. */
function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function info(text: string): CardContent {
  return { kind: "sentence", tone: "info", text };
}

function warning(text: string): CardContent {
  return { kind: "sentence", tone: "warning", text };
}
