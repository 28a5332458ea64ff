import createClient from "openapi-fetch";
import { bearerToken, tokenWasRefused } from "../session/session.ts";
import type { components, paths } from "./openapi.d.ts";
import { ApiProblem, offline } from "./problem.ts";

export type Schemas = components["schemas"];

/** The API of the origin that serves the page; types are generated from its OpenAPI description. */
export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  async onRequest({ request }) {
    const token = await bearerToken();
    if (token !== undefined) request.headers.set("authorization", `Bearer ${token}`);
    return request;
  },
  onResponse({ response }) {
    if (response.status === 401) tokenWasRefused();
  },
  onError: () => offline(),
});

interface Answer<D> {
  readonly data?: D;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of an answer.
 * @throws ApiProblem with the API's own words where it refused
 */
export async function answered<D>(call: Promise<Answer<D>>): Promise<NonNullable<D>> {
  return (await tagged(call)).data;
}

/** The body of an answer and its `ETag`, for an edit that must not overwrite somebody else's. */
export async function tagged<D>(
  call: Promise<Answer<D>>,
): Promise<{ data: NonNullable<D>; etag: string | undefined }> {
  const { data, error, response } = await call;
  const etag = response.headers.get("etag") ?? undefined;
  if (data !== undefined && data !== null) return { data, etag };
  throw new ApiProblem(response.status, isDocument(error) ? error : {});
}

/** Of a request that is answered without a body. */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await call;
  if (!response.ok) throw new ApiProblem(response.status, isDocument(error) ? error : {});
}

function isDocument(value: unknown): value is Partial<Schemas["Problem"]> {
  return typeof value === "object" && value !== null;
}
