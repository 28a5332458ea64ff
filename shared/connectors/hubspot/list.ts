import { z } from "zod";
import type { ObjectKind } from "../../contracts/change.ts";
import { PermanentError } from "../../runtime/errors.ts";
import { sendHubSpot } from "./api.ts";
import { readListAnswer } from "./list-failure.ts";
import { objectTypeIds, paths } from "./versions.ts";

const ListAnswer = z.object({
  list: z.object({
    listId: z.union([z.string(), z.number()]).transform(String),
    processingType: z.string(),
  }),
});
type List = z.infer<typeof ListAnswer>["list"];

const namesTried = 5;

/**
 * The id of the MANUAL list with this name, made if there is none. A name held by a list of
 * another kind is left alone and the next one taken: "…", "… (2)", and so on. Looking first
 * keeps a repeated call from making a second list.
 */
export async function findOrMakeList(
  name: string,
  object: ObjectKind,
  accessToken: string,
): Promise<string> {
  for (let attempt = 1; attempt <= namesTried; attempt += 1) {
    const candidate = attempt === 1 ? name : `${name} (${attempt})`;
    const existing = await listByName(candidate, object, accessToken);
    if (existing === undefined) return makeList(candidate, object, accessToken);
    if (existing.processingType === "MANUAL") return existing.listId;
  }
  throw new PermanentError(
    `HubSpot lists that are not static already hold the name "${name}": rename one of them.`,
  );
}

async function listByName(
  name: string,
  object: ObjectKind,
  accessToken: string,
): Promise<List | undefined> {
  const path = `${paths.lists.api}/object-type-id/${objectTypeIds[object]}/name/${encodeURIComponent(name)}`;
  const call = { method: "GET", path, accessToken } as const;
  const answer = await sendHubSpot(call);
  if (answer.status === 404) return undefined;
  return readListAnswer(answer, call, ListAnswer).list;
}

async function makeList(name: string, object: ObjectKind, accessToken: string): Promise<string> {
  const json = { name, objectTypeId: objectTypeIds[object], processingType: "MANUAL" };
  const call = { method: "POST", path: paths.lists.api, accessToken, json } as const;
  return readListAnswer(await sendHubSpot(call), call, ListAnswer).list.listId;
}
