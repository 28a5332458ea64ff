import type { DatabaseSync } from "node:sqlite";
import { DELAYED, IN_FLIGHT, READY } from "./queue-schema.ts";

/** Every statement the store runs, prepared once. */
export const prepareStatements = (database: DatabaseSync) => ({
  insert: database.prepare(`insert into messages
    (queue, lane, state, available_at, message_id, group_id, body, attributes, has_due, sent_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`),
  promote: database.prepare(`update messages set state = ${READY}
    where queue = ? and state <> 0 and available_at <= ?`),
  nextAvailable: database.prepare(`select min(available_at) as at from messages
    where queue = ? and state <> 0`),
  turns: database.prepare(`select lane as "group", ready, in_flight as inFlight from lanes
    where queue = ? and ready > 0 order by in_flight, served limit ?`),
  next: database.prepare(`select seq, lane, message_id, group_id, body, attributes, sent_at,
    receive_count, first_received_at, source_queue from messages
    where queue = ? and lane = ? and state = 0 order by seq limit ?`),
  take: database.prepare(`update messages set state = ${IN_FLIGHT}, available_at = ?, receipt = ?,
    receive_count = receive_count + 1, first_received_at = coalesce(first_received_at, ?)
    where seq = ?`),
  served: database.prepare("update lanes set served = ? where queue = ? and lane = ?"),
  lastServed: database.prepare("select coalesce(max(served), 0) as turn from lanes"),
  redrive: database.prepare(`update messages set queue = ?, source_queue = ?, receipt = null,
    available_at = ? where seq = ?`),
  remove: database.prepare("delete from messages where seq = ? and queue = ? and receipt = ?"),
  held: database.prepare(`select 1 from messages
    where seq = ? and queue = ? and receipt = ? and state = ${IN_FLIGHT}`),
  extend: database.prepare("update messages set available_at = ? where seq = ?"),
  release: database.prepare(`update messages set state = ${READY}, receipt = null,
    available_at = ?, receive_count = max(0, receive_count - 1)
    where queue = ? and state <> 0 and state = ${IN_FLIGHT}`),
  purge: database.prepare("delete from messages where queue = ?"),
  depth: database.prepare(`select coalesce(sum(ready), 0) as visible,
    coalesce(sum(in_flight), 0) as inFlight, coalesce(sum(delayed), 0) as delayed,
    coalesce(sum(delayed_until_due), 0) as delayedUntilDue from lanes where queue = ?`),
});

export type Statements = ReturnType<typeof prepareStatements>;

/** The state a message starts in. */
export const stateAfter = (delayMs: number): number => (delayMs > 0 ? DELAYED : READY);
