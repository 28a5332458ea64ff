import { z } from "zod";
import { ObjectKind } from "../contracts/change.ts";
import { visibleCell } from "../profiles/cells.ts";
import { displayName } from "../profiles/display-name.ts";
import type { Profile } from "../profiles/profile.ts";

/** As much of a profile as tells it from others in a list. */
export const ProfileCard = z
  .object({
    id: z.string(),
    object: ObjectKind,
    name: z.string().optional().meta({
      description: "Its name, else its e-mail or domain; absent where no source says any of these.",
    }),
    contact: z.string().optional().meta({ description: "Its e-mail or domain." }),
  })
  .meta({ id: "ProfileCard" });

export function viewCard(profile: Profile): z.input<typeof ProfileCard> {
  const { id, object, cells } = profile;
  const contact = visibleCell(cells, object === "contact" ? "email" : "domain")?.value;
  return {
    id,
    object,
    name: displayName(profile),
    contact: typeof contact === "string" ? contact : undefined,
  };
}
