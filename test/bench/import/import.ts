import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { LocalMuster } from "../../../infra/local/replay/local-muster.ts";
import { synthesize } from "../../../infra/local/synthesis.ts";
import { type System, startSystem } from "../../../infra/local/system.ts";
import { Sender, tierChange } from "../pipeline/sender.ts";
import { quantile, readable } from "../quantile.ts";

export interface ImportFigures {
  readonly companies: number;
  readonly contacts: number;
  readonly segments: number;
  /** From the grant until the last page was read, and until every list was filled. */
  readonly seconds: { readonly read: number; readonly settled: number };
  readonly recordsPerSecond: { readonly read: number; readonly settled: number };
  /** Of the import alone; the limit is 110 in ten seconds. */
  readonly requestsPerThousandRecords: number;
  /** Of imports and pushes: how many there were, and how many were answered 429. */
  readonly requests: { readonly taken: number; readonly refused: number };
  /** From the sending of another source's webhook to its profile's being readable, meanwhile. */
  readonly webhookMeanwhile: {
    readonly p50ms: number;
    readonly p99ms: number;
    readonly count: number;
  };
  /** Lists that hold as many as their segment has, of all. */
  readonly lists: { readonly equal: number; readonly of: number };
}

interface Size {
  readonly companies: number;
  readonly contactsEach: number;
}

const Requests = z.object({ taken: z.number(), refused: z.number() });
const Lists = z.object({ items: z.array(z.object({ name: z.string(), size: z.number() })) });
const Segments = z.object({ items: z.array(z.object({ name: z.string(), size: z.number() })) });
const Connections = z.object({
  items: z.array(
    z.object({
      kind: z.string(),
      import: z.object({ state: z.string(), records: z.number() }).optional(),
    }),
  ),
});

/** Connects a portal of the given size to the whole system and waits until every list is filled. */
export async function measureImport(size: Size): Promise<ImportFigures> {
  const folder = mkdtempSync(join(tmpdir(), "muster-bench-import-"));
  process.env["SANDBOX_COMPANIES"] = String(size.companies);
  process.env["SANDBOX_CONTACTS_EACH"] = String(size.contactsEach);
  process.env["SANDBOX_PERIOD_MS"] = "0";
  const templateFolder = await synthesize(join(import.meta.dirname, "../../.."));
  const system = await startSystem({ dataFolder: folder, templateFolder, sample: true });
  try {
    return await measured(new Observer(system), size);
  } finally {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(observer: Observer, size: Size): Promise<ImportFigures> {
  const contacts = size.companies * size.contactsEach;
  const records = size.companies + contacts;
  const job = await observer.firstImport();
  const startedAt = performance.now();
  const since = (): number => (performance.now() - startedAt) / 1_000;
  const waits = observer.sendMeanwhile();
  while ((await job()).state !== "done") await pause(200);
  const read = since();
  const { taken } = await observer.requests();
  await observer.idle();
  const settled = since();
  const { p50ms, p99ms, count } = await waits();
  return {
    companies: size.companies,
    contacts,
    ...(await observer.lists()),
    seconds: { read: readable(read), settled: readable(settled) },
    recordsPerSecond: { read: readable(records / read), settled: readable(records / settled) },
    requestsPerThousandRecords: readable((taken * 1_000) / records),
    requests: await observer.requests(),
    webhookMeanwhile: { p50ms, p99ms, count },
  };
}

/** The running system and its sandbox, as anybody sees them. */
class Observer {
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
  }

  idle(): Promise<void> {
    return new LocalMuster(this.#system.url, this.#system.token).idle();
  }

  /** Waits until the portal is connected; gives how its import stands. */
  async firstImport() {
    const job = async () => {
      const { items } = Connections.parse(await this.#read("/api/v1/connections"));
      return items.find(({ kind }) => kind === "hubspot")?.import;
    };
    while ((await job()) === undefined) await pause(50);
    return async () => (await job()) ?? { state: "none", records: 0 };
  }

  async requests() {
    return Requests.parse(await this.#sandbox("requests"));
  }

  async lists(): Promise<Pick<ImportFigures, "segments" | "lists">> {
    const { items: segments } = Segments.parse(await this.#read("/api/v1/segments?limit=1000"));
    const { items: lists } = Lists.parse(await this.#sandbox("lists"));
    const sizes = new Map(lists.map(({ name, size }) => [name.replace(/^Muster · /, ""), size]));
    const equal = segments.filter(({ name, size }) => (sizes.get(name) ?? 0) === size).length;
    return { segments: segments.length, lists: { equal, of: segments.length } };
  }

  /** A record of another source every fifth of a second, until the answer is asked for. */
  sendMeanwhile() {
    const milliseconds: number[] = [];
    let isOver = false;
    const sending = (async () => {
      const source = await new LocalMuster(this.#system.url, this.#system.token).connect("Portal");
      const sender = new Sender(this.#system.url, source);
      for (let each = 0; !isOver; each += 1) {
        const record = `meanwhile-${each}`;
        const startedAt = performance.now();
        await sender.send([tierChange(record, "Gold")]);
        while (!(await this.#call(`/api/v1/profiles?key=${source.id}:${record}`)).ok)
          await pause(20);
        milliseconds.push(performance.now() - startedAt);
        await pause(200);
      }
    })();
    return async () => {
      isOver = true;
      await sending;
      return {
        p50ms: readable(quantile(milliseconds, 0.5)),
        p99ms: readable(quantile(milliseconds, 0.99)),
        count: milliseconds.length,
      };
    };
  }

  #call(path: string): Promise<Response> {
    const { url, token } = this.#system;
    return fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  }

  async #read(path: string): Promise<unknown> {
    return (await this.#call(path)).json();
  }

  async #sandbox(path: string): Promise<unknown> {
    return (await fetch(`${this.#system.sandboxUrl}/sandbox/${path}`)).json();
  }
}
