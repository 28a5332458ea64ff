import { z } from "zod";
import type { ConnectionKind } from "../../shared/contracts/connection.ts";
import type { Destination } from "../../shared/contracts/destination.ts";
import { PushMessage } from "../../shared/contracts/push.ts";
import { SweepJob, SweepMessage } from "../../shared/contracts/sweep.ts";
import { pushMemberships } from "../../shared/flow/push-memberships.ts";
import { startSweep } from "../../shared/flow/start-sweep.ts";
import { sweepDestination } from "../../shared/flow/sweep-destination.ts";
import { Connected } from "./connected-workspace.ts";
import type { World } from "./world.ts";

/** Whatever came to rest before this long ago is judged by a sweep. */
const settledMs = 120_000;

/** Works on the next message of a sweep, if there is one. */
export async function sweepTurn(here: World): Promise<boolean> {
  const [message] = here.sweeps.messages.splice(0, 1);
  if (message === undefined) return false;
  await sweepDestination(here.context, SweepMessage.parse(message.body));
  return true;
}

/** Of the segment that the portal was connected with. */
export async function destinationOf({ storage, workspaceId }: World): Promise<Destination> {
  const all = await storage.destinations.all(workspaceId);
  const own = all.find(({ segmentName }) => segmentName === "Gold");
  if (own === undefined) throw new Error("There is no destination.");
  return own;
}

/** Begins a sweep of that destination, once all that went before has come to rest. */
export async function beginSweep(here: World): Promise<void> {
  here.now += settledMs;
  await startSweep(here.context, await destinationOf(here));
}

/** Sweeps that destination to the end, and says what came of it. */
export async function sweep(here: World) {
  await beginSweep(here);
  while (await sweepTurn(here));
  return outcome(here);
}

export async function outcome(here: World) {
  const destination = await destinationOf(here);
  const { workspaceId, segmentId, id: destinationId } = destination;
  const job = await here.storage.sweeps.get({ workspaceId, segmentId, destinationId });
  return { destination, job: SweepJob.parse(job), lastSweep: destination.lastSweep };
}

/** Works on all that waits for a connector. */
export async function pushAll(here: World, kind: ConnectionKind): Promise<void> {
  const events = here.events
    .splice(0)
    .map(({ detailType, detail }) => ({ "detail-type": detailType, detail }));
  const messages = [...events, ...here.pushes.take()].map((each) => PushMessage.parse(each));
  const failures = await pushMemberships(here.context, kind, messages);
  for (const error of failures.values()) throw error;
}

const List = z.object({ listId: z.string(), name: z.string(), recordIds: z.array(z.string()) });
const Listed = z.object({ items: z.array(List) });

/** A portal whose list others can write to as well. */
export class Portal extends Connected {
  static override async of(here: World, sandboxUrl: string): Promise<Portal> {
    const { client, connectionId } = await Connected.of(here, sandboxUrl);
    const portal = new Portal(here, client, sandboxUrl);
    portal.connectionId = connectionId;
    return portal;
  }

  /** What a user of the portal does by hand. */
  async edit(add: readonly string[], remove: readonly string[]) {
    const list = (await this.#all()).find(({ name }) => name.endsWith("Gold"));
    const { ok, status } = await fetch(`${this.sandboxUrl}/sandbox/lists/${list?.listId}`, {
      method: "POST",
      body: JSON.stringify({ add, remove }),
    });
    if (!ok) throw new Error(`The sandbox answered ${status}.`);
  }

  /** Record ids by the names of all lists. */
  async lists(): Promise<Record<string, string[]>> {
    return Object.fromEntries((await this.#all()).map(({ name, recordIds }) => [name, recordIds]));
  }

  async #all() {
    const answer: unknown = await (await fetch(`${this.sandboxUrl}/sandbox/lists`)).json();
    return Listed.parse(answer).items;
  }

  /** A call of the API, as an app would make it. */
  async asApp(method: string, path: string): Promise<void> {
    const { storage, workspaceId } = this.here;
    const connection = await storage.connections.get(workspaceId, this.connectionId);
    const { status } = await fetch(this.sandboxUrl + path, {
      method,
      headers: { authorization: `Bearer ${connection?.tokens?.access ?? ""}` },
    });
    if (status >= 300) throw new Error(`The sandbox answered ${status}.`);
  }
}
