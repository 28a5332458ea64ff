import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { Signature } from "@hubspot/api-client/lib/src/utils/signature.js";
import { Webhook } from "standardwebhooks";
import type { Facts } from "./database.ts";
import type { Batch, Channel, Outbox } from "./outbox.ts";
import { say } from "./say.ts";

/** How one channel's batches become a signed request; undefined while there is no receiver. */
export interface Receiver {
  readonly channel: Channel;
  readonly mostEvents: number;
  request(events: readonly object[], attempt: number): Parcel | undefined;
}

interface Parcel {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** HubSpot's own way: up to 100 events, signature v3 over the public address. */
export function hubspotReceiver(musterUrl: string, clientSecret: string): Receiver {
  const url = `${musterUrl}/hooks/hubspot`;
  return {
    channel: "crm",
    mostEvents: 100,
    request(events, attempt) {
      const body = JSON.stringify(events.map((event) => ({ ...event, attemptNumber: attempt })));
      const timestamp = Date.now();
      const signed = { url, requestBody: body, timestamp, clientSecret, signature: "" };
      return {
        url,
        body,
        headers: {
          "x-hubspot-signature-v3": Signature.getSignature("POST", "v3", signed),
          "x-hubspot-request-timestamp": String(timestamp),
        },
      };
    },
  };
}

/** The academy's: canonical events to the address its webhook connection was given. */
export function academyReceiver(facts: Facts): Receiver {
  return {
    channel: "academy",
    mostEvents: 500,
    request(events) {
      const url = facts.get("academyUrl");
      const secret = facts.get("academySecret");
      if (url === undefined || secret === undefined) return undefined;
      const body = JSON.stringify(events);
      const at = new Date();
      const id = `msg_${randomUUID()}`;
      return {
        url,
        body,
        headers: {
          "webhook-id": id,
          "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
          "webhook-signature": new Webhook(secret).sign(id, at, body),
        },
      };
    },
  };
}

const idleMs = 100;
const longestWaitMs = 15_000;
const mostRefusals = 10;

/**
 * Sends a channel's events in order until stopped. A receiver that is not there is waited for;
 * one that refuses a batch ten times loses it, as HubSpot gives up after ten.
 */
export async function deliver(
  outbox: Outbox,
  receiver: Receiver,
  stopped: AbortSignal,
): Promise<void> {
  let refusals = 0;
  let failures = 0;
  while (!stopped.aborted) {
    const batch = outbox.next(receiver.channel, receiver.mostEvents);
    const parcel = batch && receiver.request(batch.events, refusals);
    if (batch === undefined || parcel === undefined) {
      await pause(idleMs, stopped);
      continue;
    }
    const status = await post(parcel, stopped);
    if (stopped.aborted) return;
    const accepted = status >= 200 && status < 300;
    if (accepted || refusals + 1 >= mostRefusals) {
      if (!accepted) reportLoss(batch, receiver.channel, status);
      outbox.remove(receiver.channel, batch.lastSeq);
      refusals = 0;
      failures = 0;
      continue;
    }
    if (status !== 0) refusals += 1;
    failures += 1;
    await pause(Math.min(longestWaitMs, 250 * 2 ** failures), stopped);
  }
}

/** The answer's status; 0 when nobody answered. */
async function post({ url, body, headers }: Parcel, stopped: AbortSignal): Promise<number> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
      signal: AbortSignal.any([stopped, AbortSignal.timeout(5_000)]),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}

function reportLoss(batch: Batch, channel: Channel, status: number): void {
  say("error", "Muster kept refusing a webhook; its events are lost.", {
    channel,
    events: batch.events.length,
    status,
  });
}
