import { z } from "zod";
import { MailRecord, MailStop } from "../contracts/mail.ts";
import { Documents, type ItemKey, type Page } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Bearer = MailRecord.pick({ workspaceId: true, programId: true, profileId: true });
type Bearer = z.infer<typeof Bearer>;

/**
 * E-mails of programs: pk `{workspace}#mails#{program}`, sk the occasion's key; kept for good, since
 * events may be put on the bus again after months. Whom a token in a mail stands for: pk
 * `mail#{token}`. Who gets no more: pk `{workspace}#mail-stops`, sk the profile. No address is kept.
 * Access: one, a page in order of key, a write over the revision that was read; by token; stops by
 * profile, a page of them.
 */
export class MailStore {
  readonly #mails;
  readonly #bearers;
  readonly #stops;

  constructor(tables: Tables) {
    this.#mails = new Documents(tables, "views", MailRecord, "an e-mail");
    this.#bearers = new Documents(tables, "views", Bearer, "an e-mail's recipient");
    this.#stops = new Documents(tables, "registry", MailStop, "a stop of e-mails");
  }

  get(workspaceId: string, programId: string, key: string): Promise<MailRecord | undefined> {
    return this.#mails.get({ pk: partition(workspaceId, programId), sk: key });
  }

  page(
    workspaceId: string,
    programId: string,
    limit: number,
    after?: string,
  ): Promise<Page<MailRecord>> {
    return this.#mails.page(partition(workspaceId, programId), "", limit, after);
  }

  /** Over the revision it was read with (0: none), else `ConflictError`. A token that leads to no mail sent does no harm. */
  async write(mail: MailRecord): Promise<MailRecord> {
    const { workspaceId, programId, profileId, key, revision } = mail;
    if (mail.state === "sending")
      await this.#bearers.put(bearerKey(mail.token), {
        workspaceId,
        programId,
        ...(profileId === undefined ? {} : { profileId }),
      });
    const next = { ...mail, revision: revision + 1 };
    await this.#mails.put({ pk: partition(workspaceId, programId), sk: key }, next, revision);
    return next;
  }

  bearerOf(token: string): Promise<Bearer | undefined> {
    return this.#bearers.get(bearerKey(token));
  }

  async stop(stop: MailStop): Promise<void> {
    await this.#stops.put(stopKey(stop.workspaceId, stop.profileId), stop);
  }

  stopOf(workspaceId: string, profileId: string): Promise<MailStop | undefined> {
    return this.#stops.get(stopKey(workspaceId, profileId));
  }

  /** In order of profile ids. */
  stops(workspaceId: string, limit: number, after?: string): Promise<Page<MailStop>> {
    return this.#stops.page(`${workspaceId}#mail-stops`, "", limit, after);
  }

  async lift(workspaceId: string, profileId: string): Promise<void> {
    await this.#stops.delete(stopKey(workspaceId, profileId));
  }
}

function partition(workspaceId: string, programId: string): string {
  return `${workspaceId}#mails#${programId}`;
}

function bearerKey(token: string): ItemKey {
  return { pk: `mail#${token}`, sk: "bearer" };
}

function stopKey(workspaceId: string, profileId: string): ItemKey {
  return { pk: `${workspaceId}#mail-stops`, sk: profileId };
}
