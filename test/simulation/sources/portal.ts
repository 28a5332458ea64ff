import { createHmac } from "node:crypto";
import type { Faults } from "../faults.ts";
import type { VirtualTime } from "../virtual-time.ts";
import { type Mail, WebhookSender } from "./sender.ts";
import { newRecord, SourceClock, type TrueRecord, type Value } from "./truth.ts";

export const appSecret = "simulated-app-secret";
export const portalId = "7700";
const address = "https://muster.test/hooks/hubspot";

/** The property by which Muster names the segments of a record. */
export const segmentsProperty = "muster_segments";

type ObjectName = TrueRecord["object"];

/** A list of the portal: the ids of its members. */
interface PortalList {
  readonly id: string;
  readonly name: string;
  readonly members: Set<string>;
}

/** A HubSpot portal: its records, its static lists, and what it tells of by webhooks. */
export class Portal {
  readonly records = new Map<string, TrueRecord>();
  readonly lists = new Map<string, PortalList>();
  /** Choices of the property that names segments; undefined while there is no such property. */
  choices: readonly object[] | undefined;
  readonly sender: WebhookSender;
  readonly #clock: SourceClock;
  /** Until a record comes or goes. */
  readonly #live = new Map<ObjectName, readonly TrueRecord[]>();
  #made = 100;

  constructor(
    time: VirtualTime,
    faults: () => Faults,
    receive: (address: string, request: Mail["request"]) => Promise<number>,
  ) {
    this.#clock = new SourceClock(() => time.now);
    const sealed = (events: readonly object[]): Mail => sign(events, time.now);
    this.sender = new WebhookSender({ time, faults, mostEvents: 20, sealed, receive });
  }

  /** In the order of their ids. */
  live(object: ObjectName): readonly TrueRecord[] {
    const known = this.#live.get(object);
    if (known !== undefined) return known;
    const live = [...this.records.values()].filter(
      (record) => record.object === object && record.state === "live",
    );
    this.#live.set(object, live);
    return live;
  }

  create(object: ObjectName, values: Readonly<Record<string, Value>>): TrueRecord {
    const record = this.#make(object);
    this.#tell(record, "creation", this.#clock.next());
    for (const [name, value] of Object.entries(values)) this.set(record, name, value);
    return record;
  }

  set(record: TrueRecord, name: string, value: Value): void {
    const at = this.#clock.next();
    record.values.set(name, { value, at });
    this.#tell(record, "propertyChange", at, {
      propertyName: name,
      propertyValue: value === null ? "" : String(value),
    });
  }

  associate(contact: TrueRecord, company: TrueRecord, removed: boolean): void {
    const at = this.#clock.next();
    contact.companies.set(company.id, { at, removed });
    this.#tell(contact, "associationChange", at, {
      fromObjectId: contact.id,
      toObjectId: company.id,
      associationType: "CONTACT_TO_COMPANY",
      associationRemoved: removed,
    });
  }

  delete(record: TrueRecord): void {
    this.#leave(record, "deleted");
    this.#tell(record, "deletion", this.#clock.next());
  }

  /** A privacy deletion: a deletion comes too, in either order. */
  erase(record: TrueRecord): void {
    this.#leave(record, "erased");
    const at = this.#clock.next();
    this.#tell(record, "privacyDeletion", at);
    this.#tell(record, "deletion", at);
  }

  /**
   * Both become one: the primary one, or a new record. Of each property the newest value stays, of
   * Muster's own the primary's.
   */
  merge(primary: TrueRecord, other: TrueRecord, isMinted: boolean): TrueRecord {
    const merged = isMinted ? this.#make(primary.object) : primary;
    const parts = isMinted ? [primary, other] : [other];
    for (const part of parts) {
      merged.absorbed.push(part.id, ...part.absorbed);
      for (const [name, told] of part.values)
        if (name !== segmentsProperty && told.at > (merged.values.get(name)?.at ?? 0))
          merged.values.set(name, told);
      for (const [id, link] of part.companies)
        if (link.at > (merged.companies.get(id)?.at ?? 0)) merged.companies.set(id, link);
      this.#leave(part, "merged");
    }
    this.#tell(merged, "merge", this.#clock.next(), {
      primaryObjectId: primary.id,
      mergedObjectIds: [other.id],
      ...(isMinted ? { newObjectId: merged.id } : {}),
    });
    return merged;
  }

  /** The list with this name, made if there is none. */
  list(name: string): PortalList {
    const known = this.listNamed(name);
    if (known !== undefined) return known;
    this.#made += 1;
    const list = { id: String(this.#made), name, members: new Set<string>() };
    this.lists.set(list.id, list);
    return list;
  }

  listNamed(name: string): PortalList | undefined {
    return [...this.lists.values()].find((list) => list.name === name);
  }

  #make(object: ObjectName): TrueRecord {
    this.#made += 1;
    const record = newRecord(object, String(this.#made));
    this.records.set(record.id, record);
    this.#live.clear();
    return record;
  }

  /** Who is gone is on no list. */
  #leave(record: TrueRecord, state: TrueRecord["state"]): void {
    record.state = state;
    this.#live.clear();
    for (const { members } of this.lists.values()) members.delete(record.id);
  }

  #tell(record: TrueRecord, happening: string, occurredAt: number, more: object = {}): void {
    record.updatedAt = occurredAt;
    this.sender.tell({
      eventId: this.sender.sent % 7,
      portalId: Number(portalId),
      subscriptionType: `${record.object}.${happening}`,
      objectId: Number(record.id),
      occurredAt,
      attemptNumber: 0,
      ...more,
    });
  }
}

/** Signature v3, made here by HubSpot's description and not by the code that verifies it. */
function sign(events: readonly object[], now: number): Mail {
  const body = JSON.stringify(events);
  const timestamp = String(Math.floor(now));
  const signature = createHmac("sha256", appSecret)
    .update(`POST${address}${body}${timestamp}`)
    .digest("base64");
  return {
    address: "hubspot",
    request: {
      method: "POST",
      url: address,
      headers: {
        "x-hubspot-signature-v3": signature,
        "x-hubspot-request-timestamp": timestamp,
      },
      body: Buffer.from(body),
    },
  };
}
