import type { ObjectKind } from "../../contracts/change.ts";

/** What is followed. A lead is a contact until it is converted; then its contact takes over. */
export const entities = ["Contact", "Lead", "Account"] as const;
export type Entity = (typeof entities)[number];

export function entityOf(name: string): Entity | undefined {
  return entities.find((entity) => entity === name);
}

export const objectOf: Readonly<Record<Entity, ObjectKind>> = {
  Contact: "contact",
  Lead: "contact",
  Account: "company",
};
