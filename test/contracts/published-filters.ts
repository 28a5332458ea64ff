import { z } from "zod";
import type { Random } from "../segmentation/random.ts";
import { publishedSpec } from "./published-specs.ts";

const Described = z.looseObject({
  $ref: z.string().optional(),
  type: z.string().optional(),
  description: z.string().optional(),
  enum: z.array(z.string()).optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), Described).optional();
  },
  get items() {
    return Described.optional();
  },
  get oneOf() {
    return z.array(Described).optional();
  },
});
type Described = z.infer<typeof Described>;

const Members = z.record(z.string(), z.unknown());
const Spec = z.object({ components: z.object({ schemas: z.record(z.string(), Described) }) });

/** The filters of HubSpot's lists as one of its published descriptions has them. */
export class PublishedFilters {
  readonly #schemas: Readonly<Record<string, Described>>;

  constructor(file: string) {
    this.#schemas = Spec.parse(publishedSpec(file)).components.schemas;
  }

  /** Operators by kind of operation on a property. */
  operators(): Map<string, string[]> {
    const operations = this.#schema("PublicPropertyFilter").properties?.["operation"]?.oneOf ?? [];
    return new Map(
      operations.map((each) => {
        const { properties = {} } = this.#resolved(each);
        const type = { ...properties["type"], ...properties["operationType"] };
        const { operator } = properties;
        const [kind = listed(properties["operationType"])[0] ?? ""] = type.enum ?? [];
        return [kind, operator?.enum ?? listed(operator)];
      }),
    );
  }

  /** A definition with everything that is described, in random choice. */
  branch(random: Random): object {
    const made = this.#make(this.#schema("PublicOrFilterBranch"), "", random, 0);
    return typeof made === "object" && made !== null ? made : {};
  }

  /** A filter on one property, of any kind. */
  propertyFilter(random: Random): unknown {
    return this.#make(this.#schema("PublicPropertyFilter"), "", random, 0);
  }

  /** What is unlike the description of a branch, each with its place. */
  objections(branch: unknown): string[] {
    return this.#unlike(this.#schema("PublicOrFilterBranch"), branch, "");
  }

  #schema(name: string): Described {
    const schema = this.#schemas[name];
    if (schema === undefined) throw new Error(`Not described: ${name}`);
    return schema;
  }

  #resolved(schema: Described): Described {
    return schema.$ref === undefined ? schema : this.#schema(schema.$ref.split("/").at(-1) ?? "");
  }

  #make(given: Described, name: string, random: Random, depth: number): unknown {
    const schema = this.#resolved(given);
    const choices = schema.enum ?? listed(schema);
    if (schema.oneOf !== undefined)
      return this.#make(random.pick(schema.oneOf), name, random, depth);
    switch (schema.type) {
      case "object":
        return this.#makeObject(schema, random, depth + 1);
      case "array": {
        const { items } = schema;
        const most = name === "filterBranches" ? (depth < 3 ? 2 : 0) : 3;
        if (items === undefined) return [];
        return random.list(random.below(most + 1), () => this.#make(items, name, random, depth));
      }
      case "boolean":
        return random.chance(0.5);
      case "integer":
      case "number":
        return numberFor(name, random);
      case undefined:
      default:
        return choices.length > 0 ? random.pick(choices) : textFor(name, random);
    }
  }

  #makeObject({ properties = {}, required }: Described, random: Random, depth: number): object {
    const present = Object.entries(properties).filter(
      ([name]) => required.includes(name) || random.chance(0.4),
    );
    const made = present.map(([name, schema]): [string, unknown] => [
      name,
      this.#make(schema, name, random, depth),
    ]);
    return operatorFitting(Object.fromEntries(made));
  }

  #unlike(given: Described, value: unknown, place: string): string[] {
    const schema = this.#resolved(given);
    if (schema.oneOf !== undefined) {
      const meant = schema.oneOf.filter((one) => this.#isNamed(one, value));
      const each = meant.map((one) => this.#unlike(one, value, place));
      if (meant.length === 0) return [`${place} is none of those described`];
      return each.find((objections) => objections.length === 0) ?? each.toSorted(byLength)[0] ?? [];
    }
    if (schema.enum !== undefined && !schema.enum.some((one) => one === value))
      return [`${place} is not one of ${schema.enum.join(", ")}`];
    if (schema.type === "array")
      return Array.isArray(value)
        ? value.flatMap((one, at) => this.#unlike(schema.items ?? schema, one, `${place}/${at}`))
        : [`${place} is no array`];
    if (schema.type === "object") return this.#unlikeObject(schema, value, place);
    const type = schema.type === "integer" ? "number" : schema.type;
    return typeof value === type ? [] : [`${place} is no ${type}`];
  }

  /** Whether an object is by its own words of this kind. */
  #isNamed(given: Described, value: unknown): boolean {
    const members = Members.safeParse(value).data ?? {};
    const { properties = {} } = this.#resolved(given);
    return Object.entries(properties).every(
      ([name, { enum: words }]) =>
        words?.length !== 1 || !Object.hasOwn(members, name) || members[name] === words[0],
    );
  }

  #unlikeObject({ properties = {}, required }: Described, value: unknown, place: string): string[] {
    const read = Members.safeParse(value);
    if (!read.success) return [`${place} is no object`];
    const missing = required.filter((name) => !Object.hasOwn(read.data, name));
    return [
      ...missing.map((name) => `${place}/${name} is missing`),
      ...Object.entries(read.data).flatMap(([name, member]) => {
        const schema = properties[name];
        return schema === undefined
          ? [`${place}/${name} is not described`]
          : this.#unlike(schema, member, `${place}/${name}`);
      }),
    ];
  }
}

function byLength(one: readonly string[], other: readonly string[]): number {
  return one.length - other.length;
}

/** Many members list what they may hold in words only. */
function listed(schema: Described | undefined): string[] {
  return [...(schema?.description ?? "").matchAll(/\b[A-Z][A-Z_]{2,}\b/g)]
    .map(([word]) => word)
    .filter((word) => word !== "ILS" && word !== "URL");
}

/** A branch's operator repeats its type. */
function operatorFitting(made: Record<string, unknown>): object {
  const type = made["filterBranchType"];
  if (typeof type !== "string") return made;
  const joins = ["OR", "AND", "NOT_ALL", "NOT_ANY"].includes(type);
  return { ...made, filterBranchOperator: joins ? type : "AND" };
}

function numberFor(name: string, random: Random): number {
  switch (name) {
    case "year":
      return 2020 + random.below(8);
    case "month":
      return 1 + random.below(12);
    case "day":
      return 1 + random.below(28);
    case "hour":
      return random.below(24);
    case "minute":
    case "second":
    case "millisecond":
      return random.below(60);
    case "associationTypeId":
      return random.pick([1, 2, 279, 280]);
    case "timeUnitCount":
      return 1;
    default:
      return random.chance(0.5) ? random.below(30) : 1_760_000_000_000 + random.below(1e10);
  }
}

function textFor(name: string, random: Random): string {
  switch (name) {
    case "property":
    case "comparisonPropertyName":
      return random.pick([
        "name",
        "score",
        "vip",
        "day",
        "other_day",
        "time",
        "tier",
        "modules",
        "other",
      ]);
    case "month":
      return random.pick(["MARCH", "3"]);
    case "zoneId":
      return random.pick(["UTC", "US/Eastern"]);
    case "objectTypeId":
      return random.pick(["0-1", "0-2"]);
    case "eventTypeId":
    case "eventId":
      return random.pick(["6-1", "6-2"]);
    case "listId":
      return random.pick(["42", "43"]);
    default:
      return random.pick(["Gold", "Silver", "ab", "1"]);
  }
}
