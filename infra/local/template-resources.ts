import type { z } from "zod";
import { Intrinsics } from "./intrinsics.ts";
import { type LocalAddresses, localNames } from "./local-names.ts";
import type { Resource, TemplateJson } from "./template-json.ts";

/** A resource whose intrinsics are resolved and whose properties have the given shape. */
export interface ReadResource<P> {
  readonly id: string;
  /** Its name on this machine. */
  readonly name: string;
  readonly properties: P;
  readonly metadata: Resource["Metadata"];
}

/** The resources of a template that exist by its conditions, by type. */
export class TemplateResources {
  readonly #template: TemplateJson;
  readonly #intrinsics: Intrinsics;
  readonly #nameOf: (id: string) => string;

  constructor(
    template: TemplateJson,
    addresses: LocalAddresses,
    parameters: Readonly<Record<string, string>>,
  ) {
    const names = localNames(template, addresses);
    this.#template = template;
    this.#intrinsics = new Intrinsics(template, names, parameters);
    this.#nameOf = (id) => names.reference(id)?.split("/").at(-1) ?? id;
  }

  /** @throws Error that names the resource whose properties are not as the local system needs them */
  ofType<S extends z.ZodType>(type: string, schema: S): ReadResource<z.infer<S>>[] {
    return Object.entries(this.#template.Resources)
      .filter(([, resource]) => resource.Type === type && this.#exists(resource))
      .map(([id, resource]) => {
        const parsed = schema.safeParse(this.#intrinsics.resolve(resource.Properties));
        if (parsed.success) {
          const { Metadata: metadata } = resource;
          return { id, name: this.#nameOf(id), properties: parsed.data, metadata };
        }
        const [issue] = parsed.error.issues;
        const place = issue?.path.join(".") ?? "";
        throw new Error(
          `The local system cannot read ${id} (${type}) at "${place}": ${issue?.message}`,
        );
      });
  }

  #exists(resource: Resource): boolean {
    return resource.Condition === undefined || this.#intrinsics.condition(resource.Condition);
  }
}
