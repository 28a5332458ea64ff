import { randomUUID } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

/** SendEmail of SESv2 as it is on the wire, of plain mails: other kinds are refused. */
export const OutboundEmail = z.object({
  FromEmailAddress: z.string().min(1),
  Destination: z.object({ ToAddresses: z.array(z.string()).min(1).max(50) }),
  ReplyToAddresses: z.array(z.string()).optional(),
  ConfigurationSetName: z.string().optional(),
  EmailTags: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
  Content: z.object({
    Simple: z.object({
      Subject: z.object({ Data: z.string().min(1) }),
      Body: z.object({ Text: z.object({ Data: z.string() }) }),
      Headers: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
    }),
  }),
});
export type OutboundEmail = z.infer<typeof OutboundEmail>;

const Kept = z.object({ id: z.string(), at: z.number(), mail: z.string() });
const mostKept = 1_000;
const mostShown = 200;

/** The mails that were handed over, in a file; the last thousand of them. */
export class MailBox {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec("pragma journal_mode = wal; pragma synchronous = normal");
    this.#database.exec(
      "create table if not exists mails (seq integer primary key, id text not null, at integer not null, mail text not null)",
    );
  }

  /** The id it is known by from now on. */
  take(mail: OutboundEmail): string {
    const id = randomUUID();
    this.#database
      .prepare("insert into mails (id, at, mail) values (?, ?, ?)")
      .run(id, Date.now(), JSON.stringify(mail));
    this.#database
      .prepare("delete from mails where seq <= (select max(seq) from mails) - ?")
      .run(mostKept);
    return id;
  }

  /** As their recipients would see them, the newest first. */
  shown(): object[] {
    return this.#database
      .prepare("select id, at, mail from mails order by seq desc limit ?")
      .all(mostShown)
      .map((row) => {
        const { id, at, mail } = Kept.parse(row);
        const {
          FromEmailAddress: from,
          Destination,
          ReplyToAddresses,
          Content,
        } = OutboundEmail.parse(JSON.parse(mail));
        const { Subject, Body, Headers } = Content.Simple;
        return {
          id,
          at: new Date(at).toISOString(),
          from,
          to: Destination.ToAddresses,
          replyTo: ReplyToAddresses,
          subject: Subject.Data,
          text: Body.Text.Data,
          headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
        };
      });
  }

  close(): void {
    this.#database.close();
  }
}
