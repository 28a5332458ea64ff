import { z } from "zod";
import type { RuleContext } from "../../../segmentation/record.ts";
import type { Holds } from "../../list-formula/formula.ts";
import { type Shaped, shaped } from "../../list-formula/reading.ts";
import type { PropertyKind } from "./property-kind.ts";

/** A filter's operation on one property, with what is known of the property. */
export interface Asked {
  /** Without members that are null. */
  readonly operation: Readonly<Record<string, unknown>>;
  readonly operator: string;
  readonly kind: PropertyKind | undefined;
  readonly zone: RuleContext["zone"];
  /** Whether the attribute's values are brought to one case, and rules' values with them. */
  readonly ignoresCase: boolean;
  /** Of another property of the same record; absent among events. */
  readonly kindOf: ((property: string) => PropertyKind | undefined) | undefined;
  /** Notes that the rule says it not quite as HubSpot means it. */
  differs(why: string): void;
}

/** What a present value must satisfy, or in a sentence why no rule can say it. */
export type Understood = Holds | { readonly kind: "refused"; readonly why: string };

export interface Operation {
  /** The kinds of properties it makes sense for; those of unknown kind always. */
  readonly kinds: readonly PropertyKind[];
  /** As published, plus those that the documentation names besides. */
  readonly operators: readonly string[];
  read(asked: Asked): Understood;
}

export function refused(why: string): Understood {
  return { kind: "refused", why };
}

const common = {
  operationType: z.string().optional(),
  operator: z.string(),
  includeObjectsWithNoValueSet: z.boolean().optional(),
};

/** The operation, if it holds nothing but what every operation has and these members. */
export function operationOf<Shape extends z.ZodRawShape>(
  shape: Shape,
  { operation }: Asked,
): Shaped<z.output<z.ZodObject<Shape>>> {
  const own = z.object(shape);
  const whole = shaped(z.strictObject({ ...common, ...shape }), operation);
  return whole.ok ? { ok: true, value: own.parse(operation) } : whole;
}
