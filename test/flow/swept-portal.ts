import { type RecordType, recordTypes } from "../../infra/local/sandbox/records.ts";
import type { RunningSandbox } from "../../infra/local/sandbox/sandbox.ts";
import { parseHubSpot } from "../../shared/connectors/hubspot/parse.ts";
import type { Connection } from "../../shared/contracts/connection.ts";
import { profileKeyOf } from "../../shared/flow/resolve-profiles.ts";
import { startImport } from "../../shared/flow/start-import.ts";
import { visibleCell } from "../../shared/profiles/cells.ts";
import { isAlive, type Profile } from "../../shared/profiles/profile.ts";
import type { Random } from "../segmentation/random.ts";
import { connectPortal, importTurns } from "./imported-portal.ts";
import type { World } from "./world.ts";

const objectOf = { contacts: "contact", companies: "company" } as const;

/** A portal whose records came in, and whose webhooks reach us as the test lets them. */
export class SweptPortal {
  readonly here: World;
  readonly sandbox: RunningSandbox;
  readonly connection: Connection;
  /** Webhook events that were told and not lost, in the order they will be heard. */
  readonly arrived: object[] = [];

  private constructor(here: World, sandbox: RunningSandbox, connection: Connection) {
    this.here = here;
    this.sandbox = sandbox;
    this.connection = connection;
  }

  static async of(here: World, sandbox: RunningSandbox): Promise<SweptPortal> {
    const made = await connectPortal(here);
    await importTurns(here);
    await here.settle();
    const stored = await here.storage.connections.get(here.workspaceId, made.id);
    return new SweptPortal(here, sandbox, stored ?? made);
  }

  /** The same portal, by what is known of it elsewhere. */
  seenFrom(here: World): SweptPortal {
    return new SweptPortal(here, this.sandbox, this.connection);
  }

  /** From now on so many of the webhook events are lost, so many come twice, and all in disorder. */
  disturb(random: Random, lost: number, repeated: number): void {
    this.sandbox.crm.line = (events) => {
      for (const event of events) {
        if (random.chance(lost)) continue;
        this.arrived.splice(random.below(this.arrived.length + 1), 0, event);
        if (random.chance(repeated)) this.arrived.push(event);
      }
      return [];
    };
  }

  async hear(): Promise<void> {
    const { id: connectionId, rank } = this.connection;
    const events = this.arrived.splice(0);
    for (let start = 0; start < events.length; start += 100) {
      const body = new TextEncoder().encode(JSON.stringify(events.slice(start, start + 100)));
      const parts = parseHubSpot(body, Date.now());
      const changes = parts.flatMap((part) => part.changes(this.connection));
      await this.here.apply({ connectionId, rank, receivedAt: this.here.now, changes });
    }
    await this.here.settle();
  }

  async sweep() {
    await startImport(this.here.context, this.connection);
    const { lastSweep } = await importTurns(this.here);
    const sent = this.here.changes.messages.length;
    await this.here.settle();
    return { lastSweep, sent };
  }

  async profileOf(type: RecordType, id: string): Promise<Profile | undefined> {
    const { workspaceId, storage } = this.here;
    let key = profileKeyOf({ workspaceId, connectionId: this.connection.id }, objectOf[type], id);
    for (;;) {
      const profile = (await storage.profiles.read([key])).get(key.id);
      if (profile?.mergedInto === undefined) return profile;
      key = { ...key, id: profile.mergedInto };
    }
  }

  /** The ids of records whose profiles are not what the portal shows. */
  async differing(): Promise<string[]> {
    const found: string[] = [];
    for (const type of recordTypes)
      for (const { id, properties } of this.sandbox.crm.records.all(type)) {
        const profile = await this.profileOf(type, id);
        const { hs_merged_object_ids: _bookkeeping, ...values } = properties;
        const isSame = Object.entries(values).every(
          ([name, text]) => written(profile, name) === text,
        );
        if (!isSame || profile === undefined || !isAlive(profile)) found.push(id);
      }
    return found.sort();
  }

  /** Of these contacts those that the portal no longer has and we still do. */
  async lingering(ids: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const id of ids) {
      if (this.sandbox.crm.records.get("contacts", id) !== undefined) continue;
      const profile = await this.profileOf("contacts", id);
      const holds = profile?.records.some((each) => each.recordId === id && !each.mergedAway);
      if (holds && profile !== undefined && isAlive(profile)) found.push(id);
    }
    return found;
  }
}

/** As HubSpot would write a value. */
function written(profile: Profile | undefined, name: string): string {
  const value = profile && visibleCell(profile.cells, name)?.value;
  return Array.isArray(value) ? value.join(";") : String(value ?? "");
}
