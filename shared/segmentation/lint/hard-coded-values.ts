import { coerce } from "../language/coerce.ts";
import { normaliseValue } from "../language/normalise.ts";
import { operatorNamed } from "../language/operators.ts";
import type { AttributeDeclaration, Scalar } from "../record.ts";
import type { AttributePicture } from "./attribute-picture.ts";
import type { Finding } from "./finding.ts";
import { type CountedValue, closestValue, type NearValues, nearValues } from "./near-values.ts";
import type { PlacedCondition } from "./placed-conditions.ts";

/**
 * Values written in a rule that nobody has, as after a renaming, or that others have written
 * differently. Asks what all profiles have, so it says nothing where nobody looked.
 */
export function hardCodedValues(
  { condition, pointer }: PlacedCondition,
  declared: AttributeDeclaration | undefined,
  picture: AttributePicture | undefined,
): Finding[] {
  const operator = operatorNamed(condition.operator);
  const isExact = operator?.reads === "value" && !operator.findsPieces && isEquality(condition);
  const { values } = picture ?? {};
  if (!isExact || values === undefined || condition.valueSource === "field") return [];
  const wanted = wantedBy(condition.value, declared);
  const place = { field: condition.field, pointer, written: condition.value };
  return [
    ...notSeen(
      wanted.filter((value) => !values.has(value)),
      values,
      place,
    ),
    ...writtenDifferently(new Set(wanted), values, place),
  ];
}

interface Place {
  readonly field: string;
  readonly pointer: string;
  /** The condition's value. */
  readonly written: unknown;
}

const equalities = new Set([
  "=",
  "!=",
  "in",
  "notIn",
  "containsAny",
  "containsNone",
  "containsAll",
]);

function isEquality({ operator = "" }: PlacedCondition["condition"]): boolean {
  return equalities.has(operator);
}

/** As the evaluation compares them. */
function wantedBy(value: unknown, declared: AttributeDeclaration | undefined): Scalar[] {
  const written: unknown[] = Array.isArray(value) ? value : [value];
  return written.flatMap((each): Scalar[] => {
    if (typeof each !== "string" && typeof each !== "number" && typeof each !== "boolean")
      return [];
    if (declared === undefined || declared.type === "strings")
      return scalars(normaliseValue(each, declared?.normalise));
    const coerced = coerce(each, declared.type);
    return coerced.ok ? scalars(normaliseValue(coerced.value, declared.normalise)) : [];
  });
}

function scalars(value: Scalar | readonly string[]): Scalar[] {
  return typeof value === "object" ? [] : [value];
}

const mostNamed = 5;

function notSeen(
  unseen: readonly Scalar[],
  values: ReadonlyMap<Scalar, number>,
  { field, pointer, written }: Place,
): Finding[] {
  if (unseen.length === 0) return [];
  const likes = unseen.slice(0, mostNamed).flatMap((value) => closestTo(value, values));
  const [closest] = likes.toSorted((one, other) => other.count - one.count);
  const remedy =
    closest === undefined
      ? "See whether it was renamed at the source, and use the value that is there."
      : `Use "${closest.value}", which ${profiles(closest.count)}, if that is what it is called now.`;
  return [
    {
      code: "value-not-seen",
      severity: "warning",
      message: `None of the profiles looked at has ${named(unseen, "or")} as its "${field}".`,
      remedy,
      pointer,
      count: 0,
      ...replaced(written, unseen, closest),
    },
  ];
}

/** Of several unknown values, which one was meant by which is left to whoever wrote them. */
function replaced(
  written: unknown,
  [unseen, ...more]: readonly Scalar[],
  closest: CountedValue | undefined,
): Pick<Finding, "change"> {
  if (closest === undefined || more.length > 0) return {};
  if (!Array.isArray(written)) return { change: { value: closest.value } };
  const values: readonly unknown[] = written;
  const known = values.map((each) => (each === unseen ? closest.value : each));
  return { change: { value: [...new Set(known)] } };
}

function closestTo(value: Scalar, values: ReadonlyMap<Scalar, number>): CountedValue[] {
  const found = typeof value === "string" ? closestValue(value, values) : undefined;
  return found === undefined ? [] : [found];
}

function writtenDifferently(
  wanted: ReadonlySet<Scalar>,
  values: ReadonlyMap<Scalar, number>,
  { field, pointer }: Place,
): Finding[] {
  const missed = nearOf(values)
    .map(({ canonical, variants }) => [canonical, ...variants])
    .filter((group) => group.some(({ value }) => wanted.has(value)))
    .flatMap((group) => group.filter(({ value }) => !wanted.has(value)));
  if (missed.length === 0) return [];
  const count = missed.reduce((sum, each) => sum + each.count, 0);
  const spellings = missed.map(({ value }) => value);
  return [
    {
      code: "value-written-differently",
      severity: "warning",
      message: `What this asks for seems to be written ${named(spellings, "and")} as well: ${profiles(count)} a "${field}" that it passes over.`,
      remedy: `Make them one with a normalisation of the attribute "${field}", after asking for its impact.`,
      pointer,
      count,
    },
  ];
}

const known = new WeakMap<ReadonlyMap<Scalar, number>, readonly NearValues[]>();

/** Several conditions may ask for values of one attribute. */
function nearOf(values: ReadonlyMap<Scalar, number>): readonly NearValues[] {
  const near = known.get(values) ?? nearValues(values);
  known.set(values, near);
  return near;
}

function named(values: readonly Scalar[], word: "and" | "or"): string {
  const texts = values.slice(0, mostNamed).map((value) => JSON.stringify(value));
  const more = values.length - texts.length;
  return more > 0 ? `${texts.join(", ")} ${word} ${more} more` : texts.join(", ");
}

function profiles(count: number): string {
  return count === 1 ? "1 profile has" : `${count} profiles have`;
}
