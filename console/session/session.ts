import { useSyncExternalStore } from "react";
import { People, type Provider } from "./people.ts";
import { pastedToken, takeTokenFromAddress } from "./token-store.ts";

/** Whether the API can be asked: not known yet, only after signing in, yes. */
type Door = "opening" | "closed" | "open";

let door: Door = "opening";
let people: People | undefined;
let opening: Promise<void> | undefined;
const watchers = new Set<() => void>();

function set(next: Door): void {
  door = next;
  for (const watch of watchers) watch();
}

/** What requests to the API carry; undefined where nobody has signed in. */
export async function bearerToken(): Promise<string | undefined> {
  return pastedToken.read() ?? (await people?.token());
}

/** The API no longer takes it: whoever reads on signs in again, and stays where they are. */
export function tokenWasRefused(): void {
  if (door === "opening") return;
  pastedToken.forget();
  void people?.forget();
  set("closed");
}

/** Finds out who reads; once, however often it is asked. @throws Error where signing in failed */
export function openDoor(provider: Provider | undefined): Promise<void> {
  opening ??= find(provider);
  return opening;
}

async function find(provider: Provider | undefined): Promise<void> {
  takeTokenFromAddress();
  people = provider && new People(provider);
  try {
    await people?.takeAnswer();
  } finally {
    set((await bearerToken()) === undefined ? "closed" : "open");
  }
}

/** By a token instead of a person's sign-in. */
export function enterWith(token: string): void {
  pastedToken.keep(token);
  set("open");
}

/** Leaves for the provider's page. @throws Error where it cannot be reached */
export async function signIn(): Promise<void> {
  await people?.signIn();
}

export async function signOut(): Promise<void> {
  if (pastedToken.read() === undefined) return people?.signOut();
  pastedToken.forget();
  set("closed");
}

export function useDoor(): Door {
  return useSyncExternalStore(watch, () => door);
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
