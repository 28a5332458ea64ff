import { z } from "zod";
import { SetupError } from "../../runtime/errors.ts";
import type { ApiAccess } from "../key-access.ts";
import { callKlaviyo, sendKlaviyo } from "./api.ts";

export interface List {
  readonly id: string;
  readonly segmentName: string;
}

const ListAnswer = z.object({
  id: z.string(),
  attributes: z.object({ name: z.string().nullish() }),
});
const Made = z.object({ data: ListAnswer });
export const Found = z.object({ data: z.array(ListAnswer) });

/**
 * The id of the list with this name, made if there is none: looking first keeps a repeated
 * call from making a second one, and lists are made 150 times a day at most.
 */
export async function findOrMakeList(access: ApiAccess, name: string): Promise<string> {
  const query = new URLSearchParams({
    "fields[list]": "name",
    filter: `equals(name,${quoted(name)})`,
  });
  const found = await callKlaviyo(access, { method: "GET", path: `/api/lists?${query}` }, Found);
  const same = found.data.find(({ attributes }) => attributes.name === name);
  if (same !== undefined) return same.id;
  const json = { data: { type: "list", attributes: { name } } };
  const made = await callKlaviyo(access, { method: "POST", path: "/api/lists", json }, Made);
  return made.data.id;
}

export async function listExists(access: ApiAccess, listId: string): Promise<boolean> {
  const path = `/api/lists/${encodeURIComponent(listId)}?fields[list]=name`;
  return (await sendKlaviyo(access, { method: "GET", path })).status !== 404;
}

export function listIsGone({ id, segmentName }: List): SetupError {
  return new SetupError(
    `Klaviyo list ${id}, which "${segmentName}" is pushed to, no longer exists.`,
    "Sweep the destination with remake: that makes a new list and fills it.",
  );
}

/** A string as filters take it: https://developers.klaviyo.com/en/docs/filtering_ */
export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
