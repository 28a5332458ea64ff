import { z } from "zod";
import type { Connector } from "../connector.ts";
import { openSchool } from "./api.ts";
import { teachableCourseTarget } from "./course-target.ts";

/** Courses of a Teachable school; what learners do there comes in by the preset of webhooks. */
export const teachable: Connector = {
  kind: "teachable",
  label: "Teachable",
  versions: [{ api: "Teachable Admin API 1", document: "https://docs.teachable.com/reference" }],
  key: {
    ask: "Give the school's API key: it is made under Settings, API.",
    address: "https://developers.teachable.com",
    async check(connection) {
      const call = { method: "GET", path: "/courses?per=1" } as const;
      await openSchool({ connection }).call(call, z.object({}));
    },
  },
  // Of a school, whoever calls: https://docs.teachable.com/docs/rate-limits
  limit: { requests: 100, perMs: 60_000 },
  targets: [teachableCourseTarget],
};
