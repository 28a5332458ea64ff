import { createHmac } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";
import { type Mail, WebhookSender } from "./sender.ts";
import { newRecord, SourceClock, type TrueRecord, type Value } from "./truth.ts";

interface Listening {
  readonly connectionId: string;
  /** `whsec_…` */
  readonly secret: string;
}

/** A partner portal that speaks the canonical body over Standard Webhooks. */
export class PartnerSystem {
  readonly records = new Map<string, TrueRecord>();
  readonly sender: WebhookSender;
  readonly #clock: SourceClock;
  #sent = 0;

  constructor(
    time: VirtualTime,
    faults: () => Faults,
    receive: (address: string, request: Mail["request"]) => Promise<number>,
    listening: () => Listening,
  ) {
    this.#clock = new SourceClock(() => time.now);
    const sealed = (events: readonly object[]): Mail => {
      this.#sent += 1;
      return sign(events, { ...listening(), id: `msg_${this.#sent}`, now: time.now });
    };
    // Nobody sweeps it: what it did not tell nobody would find.
    const all = (): Faults => ({ ...faults(), drop: 0 });
    this.sender = new WebhookSender({ time, faults: all, mostEvents: 15, sealed, receive });
  }

  get live(): TrueRecord[] {
    return [...this.records.values()].filter((record) => record.state === "live");
  }

  create(email: string | undefined, values: Readonly<Record<string, Value>>): TrueRecord {
    const record = newRecord("contact", `prm-${this.records.size + 1}`);
    this.records.set(record.id, record);
    this.set(record, email === undefined ? values : { ...values, email });
    return record;
  }

  /** Several attributes at one instant. */
  set(record: TrueRecord, values: Readonly<Record<string, Value>>, instant?: number): void {
    const at = instant ?? this.#clock.next();
    const { email, ...attributes } = values;
    for (const [name, value] of Object.entries(values)) {
      const known = record.values.get(name);
      if (known === undefined || known.at < at) record.values.set(name, { value, at });
    }
    this.#tell("profile.changed", record, at, {
      attributes,
      ...(email === undefined ? {} : { email }),
    });
  }

  behave(record: TrueRecord, name: string, course: string): void {
    const at = this.#clock.next();
    record.behaviours.set(`${name} ${at} ${course}`, { name, at, course });
    const behaviour = { name, at: new Date(at).toISOString(), properties: { course } };
    this.#tell("behaviour.recorded", record, at, behaviour);
  }

  delete(record: TrueRecord): void {
    record.state = "deleted";
    this.#tell("profile.deleted", record, this.#clock.next(), {});
  }

  #tell(type: string, { object, id }: TrueRecord, at: number, data: object): void {
    const timestamp = new Date(at).toISOString();
    this.sender.tell({ type, timestamp, data: { object, id, ...data } });
  }
}

/** Standard Webhooks 1.0.0, made here by the specification. */
function sign(
  events: readonly object[],
  { connectionId, secret, id, now }: Listening & { id: string; now: number },
): Mail {
  const body = JSON.stringify(events);
  const timestamp = String(Math.floor(now / 1_000));
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    address: connectionId,
    request: {
      method: "POST",
      url: `https://muster.test/hooks/${connectionId}`,
      headers: {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${signature}`,
      },
      body: Buffer.from(body),
    },
  };
}
