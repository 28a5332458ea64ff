import { answered, api, type Schemas, tagged } from "../../api/client.ts";
import { ApiProblem } from "../../api/problem.ts";
import type { EditedSegment } from "../edited-segment.ts";

type Body = Pick<Schemas["SegmentVersion"], "rule"> & { readonly reason?: string };

/**
 * Adds a version to the segment as it was read. A build that ended meanwhile, or another name, takes
 * nobody's rule away: only a version that somebody else added is a conflict.
 */
export async function addVersion(
  { id, newest }: EditedSegment,
  etag: string | undefined,
  body: Body,
) {
  try {
    return await post(id, etag, body);
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 412) throw error;
    const now = await tagged(api.GET("/api/v1/segments/{id}", { params: { path: { id } } }));
    if (newestOf(now.data).version !== newest) throw error;
    return post(id, now.etag, body);
  }
}

function post(id: string, etag: string | undefined, body: Body) {
  const header = etag === undefined ? {} : { "If-Match": etag };
  return answered(
    api.POST("/api/v1/segments/{id}/versions", { params: { path: { id }, header }, body }),
  );
}

type Version = Pick<Schemas["SegmentVersion"], "version" | "rule">;

/** The version that was added last. */
export function newestOf(segment: Schemas["Segment"]): Version {
  return segment.versions.reduce<Version>(
    (newest, each) => (each.version > newest.version ? each : newest),
    segment,
  );
}
