import type { ObjectKind } from "../contracts/change.ts";
import { companyTargets, heldTargets } from "../profiles/carried.ts";
import { displayName } from "../profiles/display-name.ts";
import { isAlive, type Profile } from "../profiles/profile.ts";
import { CompanyReader } from "./company-reader.ts";
import type { FlowContext } from "./context.ts";

type RelatedContext = Pick<FlowContext, "storage">;

/** How another profile stands to this one: the company it belongs to, or what belongs to it. */
export interface RelatedProfile {
  readonly relation: "company" | "contact" | "subsidiary";
  readonly profile: Profile;
}

const mostOfAKind = 100;

/** The companies above a profile, and of a company the first 100 contacts and companies below it. */
export async function relatedProfiles(
  context: RelatedContext,
  profile: Profile,
): Promise<{ readonly related: readonly RelatedProfile[]; readonly more: boolean }> {
  const { workspaceId } = profile;
  const targets = companyTargets(profile);
  const above = await new CompanyReader(context.storage).companies(workspaceId, targets);
  const companies = [...new Map([...above.values()].map((each) => [each.id, each])).values()]
    .filter(isAlive)
    .filter(({ id }) => id !== profile.id)
    .map((each): RelatedProfile => ({ relation: "company", profile: each }));
  if (profile.object === "contact") return { related: companies, more: false };
  const [contacts, subsidiaries] = await Promise.all([
    below(context, profile, "contact"),
    below(context, profile, "company"),
  ]);
  const related = [
    ...companies,
    ...contacts.profiles.map((each): RelatedProfile => ({ relation: "contact", profile: each })),
    ...subsidiaries.profiles.map(
      (each): RelatedProfile => ({ relation: "subsidiary", profile: each }),
    ),
  ];
  return { related, more: contacts.more || subsidiaries.more };
}

async function below({ storage }: RelatedContext, company: Profile, object: ObjectKind) {
  const { workspaceId } = company;
  const pages = await Promise.all(
    [...heldTargets(company)].map((target) =>
      storage.links.ids(workspaceId, { target, object }, mostOfAKind, undefined),
    ),
  );
  const ids = [...new Set(pages.flatMap(({ ids: found }) => found))].slice(0, mostOfAKind);
  const read = await storage.profiles.read(ids.map((id) => ({ workspaceId, object, id })));
  const profiles = [...read.values()]
    .filter((each) => isAlive(each) && each.id !== company.id)
    .sort((one, other) => nameOf(one).localeCompare(nameOf(other), "en"));
  const more = pages.some(({ after }) => after !== undefined);
  return { profiles, more };
}

function nameOf(profile: Profile): string {
  return displayName(profile) ?? profile.id;
}
