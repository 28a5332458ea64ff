import { z } from "zod";
import type { Facts } from "./database.ts";
import { definitions, describeDefinition } from "./property-definitions.ts";
import { invalid } from "./read-json.ts";
import type { CrmRecord, RecordType } from "./records.ts";

const Option = z.object({
  value: z.string(),
  label: z.string().min(1),
  hidden: z.boolean(),
  displayOrder: z.number().default(-1),
  description: z.string().optional(),
});
const distinct = (of: "label" | "value") => (options: z.infer<typeof Option>[]) =>
  new Set(options.map((option) => option[of].toLowerCase())).size === options.length;
export const Options = z
  .array(Option)
  .refine(distinct("label"), "Two options have the same label.")
  .refine(distinct("value"), "Two options have the same value.");

export const NewProperty = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  label: z.string().min(1),
  description: z.string().default(""),
  groupName: z.string(),
  type: z.enum(["string", "number", "bool", "date", "datetime", "enumeration"]),
  fieldType: z.string(),
  formField: z.boolean().default(false),
  hidden: z.boolean().default(false),
  options: Options.default([]),
});
export type CustomProperty = z.infer<typeof NewProperty>;

/** What users and apps added to the portal's own properties. */
export class CustomProperties {
  readonly #facts: Facts;

  constructor(facts: Facts) {
    this.#facts = facts;
  }

  of(type: RecordType): CustomProperty[] {
    return z.array(NewProperty).parse(JSON.parse(this.#facts.get(`properties:${type}`) ?? "[]"));
  }

  put(type: RecordType, property: CustomProperty): void {
    const others = this.of(type).filter(({ name }) => name !== property.name);
    this.#facts.set(`properties:${type}`, JSON.stringify([...others, property]));
  }

  remove(type: RecordType, name: string): void {
    const others = this.of(type).filter((each) => each.name !== name);
    this.#facts.set(`properties:${type}`, JSON.stringify(others));
  }

  groups(type: RecordType): string[] {
    return z.array(z.string()).parse(JSON.parse(this.#facts.get(`groups:${type}`) ?? "[]"));
  }

  addGroup(type: RecordType, name: string): void {
    this.#facts.set(`groups:${type}`, JSON.stringify([...this.groups(type), name]));
  }

  /** All of the type, as the properties API shows them. */
  described(type: RecordType): object[] {
    return [...definitions[type].map(describeDefinition), ...this.of(type)];
  }

  /** Throws as HubSpot does when a write names what there is not. */
  check(type: RecordType, values: CrmRecord["properties"]): void {
    for (const [name, value] of Object.entries(values)) {
      const custom = this.of(type).find((each) => each.name === name);
      if (custom === undefined && !definitions[type].some((each) => each.name === name))
        throw invalid(problem(name, `Property "${name}" does not exist`, "PROPERTY_DOESNT_EXIST"));
      const stranger = value
        .split(";")
        .find((each) => custom?.options.every((option) => option.value !== each));
      if (value !== "" && custom?.type === "enumeration" && stranger !== undefined)
        throw invalid(problem(name, `${stranger} was not one of the options`, "INVALID_OPTION"));
    }
  }
}

function problem(name: string, message: string, error: string): string {
  const problems = [{ isValid: false, message, error, name }];
  return `Property values were not valid: ${JSON.stringify(problems)}`;
}
