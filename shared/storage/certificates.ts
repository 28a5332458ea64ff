import { z } from "zod";
import { Award } from "../contracts/certificate.ts";
import { Documents, type ItemKey } from "./documents.ts";
import type { Tables } from "./tables.ts";

const Holder = z.object({ workspaceId: z.string(), profileId: z.string(), programId: z.string() });

/**
 * Certificates by holder: pk `{workspace}#certificate#{profile}`, sk the program; and where to find
 * one by its own id: pk `certificate#{id}`. Access: one, all of a profile, by id, a write over the
 * revision that was read.
 */
export class CertificateStore {
  readonly #awards;
  readonly #holders;

  constructor(tables: Tables) {
    this.#awards = new Documents(tables, "views", Award, "an award");
    this.#holders = new Documents(tables, "views", Holder, "a certificate's holder");
  }

  get(workspaceId: string, profileId: string, programId: string): Promise<Award | undefined> {
    return this.#awards.get(keyOf(workspaceId, profileId, programId));
  }

  ofProfile(workspaceId: string, profileId: string): Promise<Award[]> {
    return this.#awards.all(partition(workspaceId, profileId), "");
  }

  /** The award of the certificate with the id, in whatever workspace; undefined once another one took its place. */
  async byId(id: string): Promise<Award | undefined> {
    const holder = await this.#holders.get(holderKey(id));
    if (holder === undefined) return undefined;
    const { workspaceId, profileId, programId } = holder;
    const award = await this.get(workspaceId, profileId, programId);
    return award?.certificate?.id === id ? award : undefined;
  }

  /** Over the revision it was read with (0: none), else `ConflictError`. An id that leads to no award says nothing. */
  async write(award: Award): Promise<Award> {
    const { workspaceId, profileId, programId, certificate, revision } = award;
    if (certificate !== undefined)
      await this.#holders.put(holderKey(certificate.id), { workspaceId, profileId, programId });
    const next = { ...award, revision: revision + 1 };
    await this.#awards.put(keyOf(workspaceId, profileId, programId), next, revision);
    return next;
  }
}

function partition(workspaceId: string, profileId: string): string {
  return `${workspaceId}#certificate#${profileId}`;
}

function keyOf(workspaceId: string, profileId: string, programId: string): ItemKey {
  return { pk: partition(workspaceId, profileId), sk: programId };
}

function holderKey(id: string): ItemKey {
  return { pk: `certificate#${id}`, sk: "holder" };
}
