import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { PermanentError } from "../../../shared/runtime/errors.ts";

export const READY = 0;
export const IN_FLIGHT = 1;
export const DELAYED = 2;

/**
 * `lanes` counts the messages of each group of each queue by state. Triggers keep it, so that no
 * statement on `messages` can leave it behind; picking the next group is one index read.
 */
const SCHEMA = `
create table if not exists messages (
  seq integer primary key,
  queue text not null,
  lane text not null,
  state integer not null,
  available_at integer not null,
  message_id text not null,
  group_id text,
  body text not null,
  attributes text not null,
  has_due integer not null,
  sent_at integer not null,
  receive_count integer not null default 0,
  first_received_at integer,
  receipt text,
  source_queue text
) strict;
create index if not exists messages_in_order on messages (queue, lane, seq) where state = 0;
create index if not exists messages_waiting on messages (queue, available_at) where state <> 0;

create table if not exists lanes (
  queue text not null,
  lane text not null,
  ready integer not null default 0,
  in_flight integer not null default 0,
  delayed integer not null default 0,
  delayed_until_due integer not null default 0,
  served integer not null default 0,
  primary key (queue, lane)
) strict, without rowid;
create index if not exists lanes_by_turn on lanes (queue, in_flight, served) where ready > 0;

create trigger if not exists message_added after insert on messages begin
  insert or ignore into lanes (queue, lane) values (new.queue, new.lane);
  ${counted("new", "+")}
end;
create trigger if not exists message_removed after delete on messages begin
  ${counted("old", "-")}
end;
create trigger if not exists message_moved after update of state, queue on messages
when old.state <> new.state or old.queue <> new.queue begin
  insert or ignore into lanes (queue, lane) values (new.queue, new.lane);
  ${counted("old", "-")}
  ${counted("new", "+")}
end;
`;

function counted(row: "new" | "old", sign: "+" | "-"): string {
  return `update lanes set
    ready = ready ${sign} (${row}.state = ${READY}),
    in_flight = in_flight ${sign} (${row}.state = ${IN_FLIGHT}),
    delayed = delayed ${sign} (${row}.state = ${DELAYED} and ${row}.has_due = 0),
    delayed_until_due = delayed_until_due ${sign} (${row}.state = ${DELAYED} and ${row}.has_due = 1)
  where queue = ${row}.queue and lane = ${row}.lane;`;
}

const FORGET_EMPTY_LANES = `delete from lanes
  where ready = 0 and in_flight = 0 and delayed = 0 and delayed_until_due = 0`;

export const messageRowSchema = z.object({
  seq: z.number(),
  lane: z.string(),
  message_id: z.string(),
  group_id: z.string().nullable(),
  body: z.string(),
  attributes: z.string(),
  sent_at: z.number(),
  receive_count: z.number(),
  first_received_at: z.number().nullable(),
  source_queue: z.string().nullable(),
});
export type MessageRow = z.infer<typeof messageRowSchema>;

export const laneRowSchema = z.object({
  group: z.string(),
  ready: z.number(),
  inFlight: z.number(),
});

export const depthRowSchema = z.object({
  visible: z.number(),
  inFlight: z.number(),
  delayed: z.number(),
  delayedUntilDue: z.number(),
});

/**
 * `synchronous = normal` in WAL mode: what a transaction committed outlives the death of the
 * process, and needs no disk flush of its own. The lock is exclusive: a second process on the same
 * file would hand out the same messages again.
 * @throws PermanentError where another process holds the file
 */
export const openQueueDatabase = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  database.exec("pragma busy_timeout = 250; pragma locking_mode = exclusive");
  try {
    database.exec("pragma journal_mode = wal; pragma synchronous = normal");
    database.exec(SCHEMA);
    database.exec(FORGET_EMPTY_LANES);
  } catch (error) {
    database.close();
    if (!(error instanceof Error) || !error.message.includes("locked")) throw error;
    const remedy = "Stop it, or keep the data in another folder.";
    throw new PermanentError(`Another process uses the queues in ${path}. ${remedy}`);
  }
  return database;
};
