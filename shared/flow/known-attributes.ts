import { profilesKey } from "../profiles/transitions.ts";
import type { AttributePicture, Known } from "../segmentation/lint/attribute-picture.ts";
import type { FlowContext } from "./context.ts";
import { attributeFacts, type SeenCounts } from "./seen-attributes.ts";

/** What is counted of attributes all the time, for whoever judges a rule without a walk. */
export async function knownAttributes(
  { storage, clock }: Pick<FlowContext, "storage" | "clock">,
  workspaceId: string,
): Promise<Omit<Known, "retires">> {
  const [contact, company, { retention }] = await Promise.all([
    storage.tallies.counts(workspaceId, "attributes#contact"),
    storage.tallies.counts(workspaceId, "attributes#company"),
    storage.index.root(workspaceId),
  ]);
  const known = (counts: SeenCounts) => ({
    profiles: counts[profilesKey] ?? 0,
    pictures: new Map(
      attributeFacts({}, counts, []).map(({ name, seen }): [string, AttributePicture] => [
        name,
        { filled: Object.values(seen).reduce((sum, count) => sum + count, 0), types: seen },
      ]),
    ),
  });
  const [contacts, companies] = [known(contact), known(company)];
  return {
    now: clock.now(),
    profiles: { contact: contacts.profiles, company: companies.profiles },
    pictures: { contact: contacts.pictures, company: companies.pictures },
    retention,
  };
}
