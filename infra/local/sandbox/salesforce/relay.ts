import { z } from "zod";
import type { Receiver } from "../delivery.ts";
import { sandboxEventSource } from "./org-identity.ts";

const Told = z.object({ detailType: z.string(), detail: z.unknown() });

/**
 * The Event Relay: puts change events under the org's partner event source, ten a call.
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutPartnerEvents.html
 */
export function eventRelay(busUrl: string | undefined): Receiver {
  return {
    channel: "org",
    mostEvents: 10,
    request(events) {
      if (busUrl === undefined) return undefined;
      const entries = events.map((event) => {
        const { detailType, detail } = Told.parse(event);
        const Detail = JSON.stringify(detail);
        return { Source: sandboxEventSource, DetailType: detailType, Detail };
      });
      return {
        url: busUrl,
        body: JSON.stringify({ Entries: entries }),
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AWSEvents.PutPartnerEvents",
        },
      };
    },
  };
}
