import { Problem } from "../runtime/errors.ts";
import type { PushTarget } from "./connector.ts";

/** For systems that know people and no companies. */
export function peopleOnly(label: string): NonNullable<PushTarget["choose"]> {
  return async ({ object }) => {
    if (object === "contact") return {};
    const detail = `${label} knows people only: push a segment of contacts there.`;
    throw new Problem(422, "Only people", detail, "/kind");
  };
}
