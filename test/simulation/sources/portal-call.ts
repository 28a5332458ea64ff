/** A request to the portal's API. */
export interface PortalCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | undefined;
  readonly body: string;
}

export interface PortalReply {
  readonly status: number;
  readonly json: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function refusal(status: number, category: string, more: object = {}): PortalReply {
  return { status, json: { category, message: category, ...more } };
}

export function readBody(body: string): Record<string, unknown> {
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

export function idsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.map(idOf) : [];
}

/** Ids come bare, or as `{id}`. */
function idOf(value: unknown): string {
  return typeof value === "object" && value !== null && "id" in value
    ? String(value.id)
    : String(value);
}

/** A page of items, which stand in the order of their marks, after one of these, and the mark of the next. */
export function pageOf<Item>(
  items: readonly Item[],
  { query }: PortalCall,
  markOf: (item: Item) => string,
): { results: readonly Item[]; paging?: { next: { after: string } } } {
  const limit = Number(query.get("limit") ?? 100);
  const after = query.get("after");
  const start = after === null ? 0 : firstBehind(Number(after), items, markOf);
  const results = items.slice(start, start + limit);
  const last = results.at(-1);
  if (last === undefined || start + limit >= items.length) return { results };
  return { results, paging: { next: { after: markOf(last) } } };
}

function firstBehind<Item>(
  after: number,
  items: readonly Item[],
  markOf: (item: Item) => string,
): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = items[middle];
    if (item !== undefined && Number(markOf(item)) <= after) from = middle + 1;
    else to = middle;
  }
  return from;
}
