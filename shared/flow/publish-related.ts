import { objectKinds } from "../contracts/change.ts";
import { changedTargets } from "../profiles/company-content.ts";
import type { IndexRoot } from "../storage/index-chunks.ts";
import type { FlowContext } from "./context.ts";
import { correlated, idsOf } from "./correlation.ts";
import type { ProfileRecordImage } from "./derive-views.ts";
import { fanOut, refresh } from "./fan-out.ts";
import { changedLinks, type LinkChange } from "./link-rows.ts";
import { companyNeeds, contactNeeds } from "./related-needs.ts";

type RelatedContext = Pick<FlowContext, "storage" | "queues" | "correlationIds">;

/**
 * Tells related profiles of each other. The rows of new associations are stored before
 * anybody is told: either a company's change finds the row, or the profile, told of its own
 * new row, finds the company's change. The index is read after the images were written: a
 * rule that it does not know yet is built over all profiles later still.
 */
export async function publishRelated(
  context: RelatedContext,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  const concerned = images.filter(isConcerned);
  for (const [workspaceId, own] of Map.groupBy(concerned, ({ after }) => after.workspaceId)) {
    const root = await context.storage.index.root(workspaceId);
    const byProfile = Map.groupBy(own, ({ after }) => after.id);
    const needs = contactNeeds(root);
    const links = [...byProfile.values()].flatMap((each) => changedLinks(each, needs));
    await Promise.all(links.map(({ row }) => context.storage.links.apply(workspaceId, row)));
    const told = correlatedTo(context, own);
    await tellNewcomers(told, workspaceId, root, links);
    await tellCompanies(told, workspaceId, root, links);
    for (const each of byProfile.values())
      await tellAudiences(correlatedTo(context, each), workspaceId, root, each);
  }
}

function correlatedTo(
  context: RelatedContext,
  images: readonly ProfileRecordImage[],
): RelatedContext {
  return { ...context, ...correlated(idsOf(images.map(({ note }) => note))) };
}

/** Companies, and whoever is or was associated with one. */
function isConcerned({ before, after }: ProfileRecordImage): boolean {
  if (after.object === "company") return true;
  return after.associations.length > 0 || (before?.associations.length ?? 0) > 0;
}

async function tellNewcomers(
  context: RelatedContext,
  workspaceId: string,
  root: IndexRoot,
  links: readonly LinkChange[],
): Promise<void> {
  const standing = links.filter(({ isNew, row }) => isNew && !row.removed);
  for (const object of objectKinds) {
    if (companyNeeds(root, object) === undefined) continue;
    const own = standing.filter(({ profile }) => profile.object === object);
    const ids = new Set(own.map(({ profile }) => profile.id));
    await refresh(context, { workspaceId, object, of: "companies" }, [...ids]);
  }
}

/** Each company once, however many of its contacts came, went or changed. */
async function tellCompanies(
  context: RelatedContext,
  workspaceId: string,
  root: IndexRoot,
  links: readonly LinkChange[],
): Promise<void> {
  if (contactNeeds(root) === undefined) return;
  const ofContacts = links.filter(({ profile }) => profile.object === "contact");
  const ids = new Set(ofContacts.map(({ row }) => row.target));
  await refresh(context, { workspaceId, object: "company", of: "contacts" }, [...ids]);
}

/** Who carries something of this company that its images show otherwise. */
async function tellAudiences(
  context: RelatedContext,
  workspaceId: string,
  root: IndexRoot,
  images: readonly ProfileRecordImage[],
): Promise<void> {
  if (images[0]?.after.object !== "company") return;
  for (const object of objectKinds) {
    const needs = companyNeeds(root, object);
    if (needs === undefined) continue;
    const targets = new Set(
      images.flatMap(({ before, after }) => [...changedTargets(before, after, needs)]),
    );
    if (targets.size > 0) await fanOut(context, { workspaceId, object, targets: [...targets] });
  }
}
