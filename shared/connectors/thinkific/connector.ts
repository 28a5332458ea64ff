import { z } from "zod";
import type { Connector } from "../connector.ts";
import { openSite } from "./api.ts";
import { thinkificCourseTarget } from "./course-target.ts";

/** Courses of a Thinkific site; what learners do there comes in by the preset of webhooks. */
export const thinkific: Connector = {
  kind: "thinkific",
  label: "Thinkific",
  versions: [
    {
      api: "Thinkific Admin API 1",
      document: "https://developers.thinkific.com/api/api-documentation/",
    },
  ],
  key: {
    ask: "Give the site's subdomain and API key with a colon between them: both stand under Settings, Code & analytics, API.",
    address: "https://api.thinkific.com",
    async check(connection) {
      const call = { method: "GET", path: "/courses?limit=1" } as const;
      await openSite({ connection }).call(call, z.object({}));
    },
  },
  // Of a site, whoever calls: https://developers.thinkific.com/api/rate-limits/
  limit: { requests: 120, perMs: 60_000 },
  targets: [thinkificCourseTarget],
};
