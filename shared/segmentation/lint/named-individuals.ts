import { operatorNamed } from "../language/operators.ts";
import type { ObjectKind } from "../record.ts";
import type { AttributePicture } from "./attribute-picture.ts";
import type { Finding } from "./finding.ts";
import type { PlacedCondition } from "./placed-conditions.ts";

const address = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Attributes that are as good as a name, however few profiles there are. */
const naming: Readonly<Record<ObjectKind, RegExp>> = {
  contact:
    /^(e[-_ ]?mail|(full|first|last|user|display)?[-_ ]?name|phone|mobile)([-_ ]?address)?$/i,
  company: /^(name|domain|website|phone)$/i,
};

/** Conditions that list persons or companies instead of saying what they have in common. */
export function namedIndividuals(
  placed: PlacedCondition,
  object: ObjectKind,
  picture: AttributePicture | undefined,
): Finding[] {
  const { condition, pointer, own } = placed;
  const operator = operatorNamed(condition.operator);
  const asksForWhole = operator?.reads === "value" && !operator.findsPieces;
  if (!asksForWhole || !own || condition.match !== undefined) return [];
  const names = isNaming(placed, object, picture) ? textsOf(condition.value) : [];
  const count = new Set([...names, ...textsOf(condition.value).filter(isAddress)]).size;
  if (count === 0) return [];
  const who = { contact: ["person", "persons"], company: ["company", "companies"] }[object];
  return [
    {
      code: "names-individuals",
      severity: "warning",
      message: `This names ${count} ${count === 1 ? who[0] : who[1]} by "${condition.field}": nobody who is like them will ever join.`,
      remedy: `Say by attributes what they have in common, or set an attribute at the source and ask for that.`,
      pointer,
      count,
    },
  ];
}

function isNaming(
  { condition: { field }, attributeOf }: PlacedCondition,
  object: ObjectKind,
  picture: AttributePicture | undefined,
): boolean {
  if (field === "id") return true;
  if (attributeOf === undefined) return false;
  return naming[object].test(field) || picture?.identifying === true;
}

function isAddress(text: string): boolean {
  return address.test(text);
}

function textsOf(value: unknown): string[] {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === "string");
}
