import { randomUUID } from "node:crypto";
import { PermanentError } from "../../../shared/runtime/errors.ts";
import { QueueError } from "../queues/queue-error.ts";
import type { QueueStore } from "../queues/queue-store.ts";
import { ACCOUNT } from "../queues/receive-message.ts";
import {
  checkEntry,
  DEFAULT_BUS,
  type EntryResult,
  type EventEntry,
  type Sender,
} from "./event-entry.ts";
import { type EventRule, groupOf, type RuleSettings, readRule } from "./event-rule.ts";

/** Event buses whose rules deliver to the queues of the given store. */
export class EventBus {
  readonly #queues: QueueStore;
  readonly #now: () => number;
  readonly #region: string;
  /** The bus that takes what comes from a partner's source. */
  readonly #partners = new Map<string, string>();
  readonly #rules = new Map<string, EventRule[]>([[DEFAULT_BUS, []]]);

  constructor(queues: QueueStore, now: () => number, region = "us-east-1") {
    this.#queues = queues;
    this.#now = now;
    this.#region = region;
  }

  addBus(name: string, partnerSource?: string): void {
    if (!this.#rules.has(name)) this.#rules.set(name, []);
    if (partnerSource !== undefined) this.#partners.set(partnerSource, name);
  }

  /** @throws PermanentError for what the local bus cannot do, and for an unknown bus or queue */
  addRule(settings: RuleSettings): void {
    const rule = readRule(settings);
    const rules = this.#rules.get(rule.busName);
    if (!rules) {
      throw new PermanentError(`The rule '${rule.name}' names no known bus: '${rule.busName}'.`);
    }
    for (const target of rule.targets) this.#queues.definition(target.queueName);
    rules.push(rule);
  }

  /**
   * Delivers each valid entry to the targets of every rule it matches. All messages of one call
   * become durable in one transaction, before it returns; results stand in the entries' order.
   */
  putEvents(entries: readonly EventEntry[]): EntryResult[] {
    return this.#queues.transaction(() => entries.map((entry) => this.#put(entry)));
  }

  /** As a partner puts them: each goes to the bus that was made for its source, if there is one. */
  putPartnerEvents(entries: readonly EventEntry[]): EntryResult[] {
    return this.#queues.transaction(() =>
      entries.map((entry) => {
        const EventBusName = this.#partners.get(entry.Source ?? "");
        return EventBusName === undefined
          ? { EventId: randomUUID() }
          : this.#put({ ...entry, EventBusName }, "partner");
      }),
    );
  }

  /** As AWS's own services put them: on the default bus. */
  putServiceEvent(entry: EventEntry): EntryResult {
    return this.#queues.transaction(() => this.#put(entry, "service"));
  }

  #put(entry: EventEntry, sender: Sender = "account"): EntryResult {
    const checked = checkEntry(entry, sender);
    if (!checked.ok) return { ErrorCode: checked.code, ErrorMessage: checked.reason };
    const busName = (entry.EventBusName ?? DEFAULT_BUS).split("/").at(-1) ?? DEFAULT_BUS;
    const rules = this.#rules.get(busName);
    if (!rules) {
      const reason = `Event bus ${busName} does not exist.`;
      return { ErrorCode: "ResourceNotFoundException", ErrorMessage: reason };
    }
    const id = randomUUID();
    const event = {
      version: "0",
      id,
      "detail-type": checked.detailType,
      source: checked.source,
      account: ACCOUNT,
      time: `${new Date(entry.Time ?? this.#now()).toISOString().slice(0, 19)}Z`,
      region: this.#region,
      resources: entry.Resources ?? [],
      detail: checked.detail,
    };
    try {
      this.#deliver(rules, event);
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      return { ErrorCode: "InvalidArgument", ErrorMessage: error.message };
    }
    return { EventId: id };
  }

  #deliver(rules: readonly EventRule[], event: object): void {
    const body = JSON.stringify(event);
    for (const rule of rules) {
      if (!rule.matches(event)) continue;
      for (const target of rule.targets) {
        this.#queues.send(target.queueName, { body, groupId: groupOf(target, event) });
      }
    }
  }
}
