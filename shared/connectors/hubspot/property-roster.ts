import { z } from "zod";
import type { MembersThere } from "../connector.ts";
import { tokenOf } from "./access-token.ts";
import { callHubSpot } from "./api.ts";
import { segmentsProperty } from "./segments-property.ts";
import { objectTypeIds, paths } from "./versions.ts";

/** What a search gives at once; it goes no further than 10,000, so each page begins anew. */
const pageSize = 200;

const Found = z.object({
  results: z.array(
    z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) }),
  ),
});

/**
 * Whose property names the segment. The others who are named there are left alone: taking out
 * one segment is writing the whole value, which only a push may.
 */
export const propertyRoster: MembersThere = {
  keyOf: ({ recordId }) => recordId,
  async page({ destination: { object, segmentId }, connection }, cursor = "0") {
    const filters = [
      { propertyName: segmentsProperty, operator: "HAS_PROPERTY" },
      { propertyName: "hs_object_id", operator: "GT", value: cursor },
    ];
    const { results } = await callHubSpot(
      {
        method: "POST",
        path: `${paths.objects.api}/${objectTypeIds[object]}/search`,
        accessToken: tokenOf(connection),
        json: {
          filterGroups: [{ filters }],
          sorts: ["hs_object_id"],
          properties: [segmentsProperty],
          limit: pageSize,
          after: "0",
        },
      },
      Found,
    );
    const named = results.filter(({ properties }) =>
      (properties[segmentsProperty] ?? "").split(";").includes(segmentId),
    );
    return {
      keys: named.map(({ id }) => id),
      next: results.length < pageSize ? undefined : results.at(-1)?.id,
    };
  },
};
