import type { Change } from "../contracts/change.ts";
import { Problem } from "../runtime/errors.ts";
import { isUnsafeName } from "../segmentation/language/rule-fields.ts";

/** DynamoDB keeps numbers of this magnitude: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const largest = 9.99e125;
const smallest = 1e-130;

/** Refuses, with a 422, what the database would refuse only once nobody can be told. */
export function assertStorable({ body, recordId }: Change): void {
  if (body.kind === "behaviour" && isUnsafeName(body.name))
    throw new Problem(
      422,
      "Name not allowed",
      `"${body.name}" cannot name a behaviour (of record "${recordId}"): use another name.`,
    );
  const values =
    body.kind === "attributes" ? body.values : body.kind === "behaviour" ? body.properties : {};
  for (const [name, value] of Object.entries(values))
    if (typeof value === "number" && !isKept(value))
      throw new Problem(
        422,
        "Number out of range",
        `The value of "${name}" (of record "${recordId}") is too large or too small to be kept.`,
      );
}

/** What cannot be kept is found, and shown, by the next sweep. */
export function isStorable(change: Change): boolean {
  try {
    assertStorable(change);
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

function isKept(value: number): boolean {
  const magnitude = Math.abs(value);
  return value === 0 || (magnitude >= smallest && magnitude <= largest);
}
