import { answered, api, type Schemas } from "../api/client.ts";

type Export = Schemas["ProfileExport"];

/** All pages of an export as one document. */
export async function everythingOf(id: string): Promise<Omit<Export, "cursor">> {
  let whole: Omit<Export, "cursor"> = { segments: [] };
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? {} : { cursor };
    const params = { path: { id }, query };
    const page: Export = await answered(api.GET("/api/v1/profiles/{id}/export", { params }));
    const { cursor: next, segments, ...about } = page;
    whole = { ...whole, ...about, segments: [...whole.segments, ...segments] };
    cursor = next;
  } while (cursor !== undefined);
  return whole;
}
