import { z } from "zod";
import type { Connector } from "../connector.ts";
import { openProvider } from "./api.ts";
import { scimGroupTarget } from "./group-target.ts";

/** Any learning system or directory whose groups another program may fill by SCIM 2.0. */
export const scim: Connector = {
  kind: "scim",
  label: "SCIM directory",
  versions: [{ api: "SCIM 2.0", document: "https://www.rfc-editor.org/rfc/rfc7644" }],
  key: {
    ask: "Give the bearer token, and the address of the SCIM service as baseUrl, such as https://acme.test/scim/v2.",
    async check(connection) {
      const call = { method: "GET", path: "/Groups?count=1" } as const;
      await openProvider({ connection }).call(call, z.object({}));
    },
  },
  // The standard names none: what a small provider bears.
  limit: { requests: 10, perMs: 1_000 },
  targets: [scimGroupTarget],
};
