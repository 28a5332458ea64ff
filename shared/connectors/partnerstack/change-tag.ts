import { z } from "zod";
import type { Connection } from "../../contracts/connection.ts";
import { isSuccess } from "../json-api.ts";
import { dataOf, partnerStackFailure, sendPartnerStack, wordsOf } from "./api.ts";

const Tagged = z.object({ tags: z.array(z.string()).nullish() });

interface Program {
  readonly connection: Connection | undefined;
  /** Awaited before each request. */
  next(): Promise<void>;
}

/**
 * Gives one partnership the tag, or takes it; safe to repeat. Returns why the program refuses it,
 * if it does: who is not in it carries no tag.
 */
export async function changeTag(
  { connection, next }: Program,
  recordId: string,
  tag: string,
  isIn: boolean,
): Promise<string | undefined> {
  const path = `/partnerships/${encodeURIComponent(recordId)}`;
  await next();
  const found = await sendPartnerStack(connection, { method: "GET", path });
  if (found.status === 404)
    return isIn
      ? `PartnerStack has no partnership ${recordId}: it was removed from the program.`
      : undefined;
  const tags = dataOf(found, Tagged).tags ?? [];
  if (tags.includes(tag) === isIn) return undefined;
  const others = tags.filter((each) => each !== tag);
  await next();
  const json = { tags: isIn ? [...others, tag] : others };
  const answer = await sendPartnerStack(connection, { method: "PATCH", path, json });
  if (isSuccess(answer)) return undefined;
  if (answer.status === 400 || answer.status === 422)
    return `PartnerStack refused the partnership: ${wordsOf(answer)}`;
  throw partnerStackFailure(answer);
}
