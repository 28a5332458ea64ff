import type { Change } from "../../contracts/change.ts";
import type { Doubt, EventNews, EventSource } from "../event-source.ts";
import { readChangeEvent } from "./change-event.ts";
import { entityOf, objectOf } from "./entities.ts";
import { readAgain } from "./read-again.ts";
import { changesOf } from "./record-changes.ts";
import { isRecordId, longId } from "./record-id.ts";

/**
 * Change Data Capture on EventBridge: by Event Relay, whose source is
 * `aws.partner/salesforce.com/{org}/{channel}`, or by AppFlow, whose source ends in a name that
 * its admin chooses, and which must be the org's id here.
 * https://developer.salesforce.com/docs/platform/event-relay/guide
 */
export const changeEvents: EventSource = { accountOf, read, readAgain, unread };

function accountOf(source: string): string | undefined {
  if (!source.startsWith("aws.partner/")) return undefined;
  const ids = source.split("/").map(longId);
  return ids.find((id) => id.startsWith("00D") && isRecordId(id));
}

function read(
  details: readonly unknown[],
  { propertyTypes }: Parameters<EventSource["read"]>[1],
): EventNews {
  const changes: Change[] = [];
  const doubts: Doubt[] = [];
  const floods: string[] = [];
  let ignored = 0;
  for (const detail of details) {
    const news = readChangeEvent(detail);
    switch (news?.kind) {
      case undefined:
      case "ignored":
        ignored += 1;
        break;
      case "fields":
        for (const known of news.known) changes.push(...changesOf(known, propertyTypes));
        if (news.doubtful !== undefined) doubts.push(doubtOf(news.doubtful, false));
        break;
      case "unclear":
        doubts.push(doubtOf(news, false));
        break;
      case "gone":
        doubts.push(doubtOf(news, true));
        break;
      case "flood":
        floods.push(news.entity);
    }
  }
  return { changes, doubts, floods, ignored };
}

function doubtOf(
  { entity, recordIds, at }: { entity: string; recordIds: readonly string[]; at: number },
  gone: boolean,
): Doubt {
  return { records: entity, recordIds, at, gone };
}

/** Who is gone is gone, merged or not; what else changed is for a sweep to find. */
function unread(doubts: readonly Doubt[]): ReturnType<EventSource["unread"]> {
  const changes = doubts
    .filter(({ gone }) => gone)
    .flatMap(({ records, recordIds, at }) => {
      const entity = entityOf(records);
      if (entity === undefined) return [];
      return recordIds.map((recordId): Change => {
        return { object: objectOf[entity], recordId, at, body: { kind: "deletion" } };
      });
    });
  const floods = doubts.filter(({ gone }) => !gone).map(({ records }) => records);
  return { changes, floods };
}
