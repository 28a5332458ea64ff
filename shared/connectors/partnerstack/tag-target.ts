import { PermanentError } from "../../runtime/errors.ts";
import { afterFirst } from "../after-first.ts";
import type { PushOutcome, PushTarget } from "../connector.ts";
import { peopleOnly } from "../people-only.ts";
import { changeTag } from "./change-tag.ts";
import { ownTag } from "./partnership.ts";
import { taggedPartnerships } from "./tagged-partnerships.ts";

/**
 * Keeps a tag on the partnerships of a segment. Documented: partnerships carry `tags`, given when
 * one is made (https://docs.partnerstack.com/reference/post_partnerships-1), and change by the API.
 * Assumed: PATCH takes `tags` whole. So they are read, changed by one tag, and written, and those
 * of one program by one flight at a time; a tag that a person adds in that moment may get lost.
 */
export const partnerStackTagTarget: PushTarget = {
  kind: "partnerstack-tag",
  batchSize: 10,
  choose: peopleOnly("A partner program"),
  async prepare({ listId, segmentName }) {
    return { listId: listId ?? `${ownTag}${segmentName}` };
  },
  async push({ destination: { listId: tag, segmentName }, connection, add, remove, spend }) {
    if (tag === undefined) throw new PermanentError(`No tag was chosen yet for "${segmentName}".`);
    const program = { connection, next: afterFirst(spend) };
    const outcomes: PushOutcome[] = [];
    for (const { profileId, recordId } of add) {
      const reason =
        recordId === undefined
          ? "This profile has no partnership in this program."
          : await changeTag(program, recordId, tag, true);
      outcomes.push(outcomeOf(profileId, reason));
    }
    for (const { profileId, recordId } of remove) {
      const reason = recordId && (await changeTag(program, recordId, tag, false));
      outcomes.push(outcomeOf(profileId, reason));
    }
    return outcomes;
  },
  members: taggedPartnerships,
  shared: {
    writes: () => [],
    nameOf: () => "tags of partnerships",
    isOutdated: ({ listId }) => listId === undefined,
    release: async () => {},
  },
};

function outcomeOf(profileId: string, reason: string | undefined): PushOutcome {
  return reason ? { profileId, state: "refused", reason } : { profileId, state: "confirmed" };
}
