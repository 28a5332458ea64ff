import nodeCrypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import type { VirtualTime } from "./virtual-time.ts";

/** Answers what the code under simulation sends over HTTP. */
export type Internet = (
  url: URL,
  init: RequestInit,
) => Promise<Pick<Response, "status" | "ok" | "headers" | "text">>;

interface World {
  readonly time: VirtualTime;
  readonly internet: Internet;
}

let world: World | undefined;

/** When a request made with such a signal is given up, by virtual time. */
const deadlines = new WeakMap<AbortSignal, number>();

export function deadlineOf(signal: AbortSignal | undefined): number {
  return (signal && deadlines.get(signal)) ?? Number.POSITIVE_INFINITY;
}

function inhabited(): World {
  if (world === undefined) throw new Error("Nothing is being simulated");
  return world;
}

const random = (): number => inhabited().time.random.next();

function bytes(size: number): Buffer {
  return Buffer.from(Array.from({ length: size }, () => Math.floor(random() * 256)));
}

function uuid(): string {
  const hex = bytes(16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/**
 * From now on this thread's clocks, timers, randomness and network are those of the world that was
 * entered last: what the code under simulation asks of its platform, wherever it asks, so that
 * nothing new in it can escape. `RequestInit` bodies are text.
 */
export function replaceGlobals(): void {
  define(Date, "now", () => inhabited().time.wall);
  define(performance, "now", () => inhabited().time.monotonic);
  define(Math, "random", random);
  define(globalThis.crypto, "randomUUID", uuid);
  define(nodeCrypto, "randomUUID", uuid);
  define(nodeCrypto, "randomBytes", bytes);
  define(timers, "setTimeout", (ms: number) => inhabited().time.pause(ms));
  define(globalThis, "fetch", (url: string, init: RequestInit) =>
    inhabited().internet(new URL(url), init),
  );
  define(AbortSignal, "timeout", (ms: number) => {
    const { signal } = new AbortController();
    deadlines.set(signal, inhabited().time.elapsed + ms);
    return signal;
  });
  syncBuiltinESMExports();
}

function define(owner: object, name: string, value: unknown): void {
  Object.defineProperty(owner, name, { value, configurable: true, writable: true });
}

export function enter(next: World): void {
  world = next;
}
