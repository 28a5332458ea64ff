import { z } from "zod";
import type { Call, Reply, Route } from "../http.ts";
import type { Org } from "./org.ts";
import type { OrgGrants } from "./org-grants.ts";
import { type SObjectName, sobjectNamed } from "./org-schema.ts";

const Fields = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable());
const Act = z.discriminatedUnion("act", [
  z.object({ act: z.literal("create"), fields: Fields }),
  z.object({ act: z.literal("update"), id: z.string(), fields: Fields }),
  z.object({ act: z.literal("remove"), id: z.string() }),
  z.object({ act: z.literal("merge"), id: z.string(), into: z.string() }),
  /** `named` is what the event says of whose records changed; empty for an overflow. */
  z.object({
    act: z.literal("update-unseen"),
    ids: z.array(z.string()),
    fields: Fields,
    named: z.array(z.string()).optional(),
  }),
]);

/** What a user of the org sees on screen, and what such a user does. */
export function orgInspectionRoutes(org: Org, grants: OrgGrants): Route[] {
  const path = "/sandbox/salesforce/:type";
  return [
    {
      method: "GET",
      path,
      answer: (call) => on(call, (type) => ({ items: org.records.all(type) })),
    },
    { method: "POST", path, answer: (call) => on(call, (type) => act(org, type, call.body)) },
    {
      method: "DELETE",
      path: "/sandbox/salesforce/access/:what",
      answer: ({ part }) => {
        if (part("what") === "grants") grants.revokeAll();
        else grants.expireAccess();
        return { status: 204 };
      },
    },
  ];
}

function on({ part }: Call, answer: (type: SObjectName) => object): Reply {
  const type = sobjectNamed(part("type"));
  return type === undefined ? { status: 404 } : { status: 200, json: answer(type) };
}

function act(org: Org, type: SObjectName, body: string): object {
  const wanted = Act.parse(JSON.parse(body));
  switch (wanted.act) {
    case "create":
      return { id: org.create(type, wanted.fields, "Console") };
    case "update":
      org.update(type, wanted.id, wanted.fields, "Console");
      break;
    case "remove":
      org.remove(type, wanted.id);
      break;
    case "merge":
      org.merge(type, wanted.into, wanted.id);
      break;
    case "update-unseen":
      org.changeUnseen(type, wanted.ids, wanted.fields, wanted.named);
  }
  return {};
}
