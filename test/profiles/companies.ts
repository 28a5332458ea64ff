import type { ObjectKind } from "../../shared/contracts/change.ts";
import { type Carried, newProfile, type Profile } from "../../shared/profiles/profile.ts";

type Values = Readonly<Record<string, string>>;

/** A living profile with values, as one source says them. */
export function profileWith(object: ObjectKind, id: string, values: Values = {}): Profile {
  const cells = Object.entries(values).map(([name, value]) => [
    name,
    { crm: { value, at: 1, rank: 1 } },
  ]);
  return {
    ...newProfile({ workspaceId: "w", object, id }, 0),
    records: [{ connectionId: "crm", recordId: id, seenAt: 1 }],
    cells: Object.fromEntries(cells),
  };
}

/** What is carried of companies, each with those right above it; the direct ones by name. */
export function carrying(
  direct: readonly string[],
  companies: Readonly<Record<string, { readonly tier?: string; readonly parents?: string[] }>>,
): Carried {
  return {
    needs: 1,
    links: Object.fromEntries(
      direct.map((id) => [`record of ${id}`, { companyId: id, revision: 1, holds: true }]),
    ),
    companies: Object.fromEntries(
      Object.entries(companies).map(([id, { tier, parents = [] }]) => [
        id,
        { revision: 1, attributes: tier === undefined ? {} : { tier }, parents },
      ]),
    ),
  };
}
