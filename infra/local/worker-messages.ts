import type { Grant } from "./access/grant.ts";

/** What the worker of one function is started with. */
export interface WorkerStart {
  readonly codeFolder: string;
  readonly handler: string;
  /** See `LocalClock.shared`. */
  readonly clock: SharedArrayBuffer;
  /** Of the function's role. */
  readonly grants: readonly Grant[];
}

/** Tells whether a thread was started with a function to run. */
export function isWorkerStart(data: unknown): data is WorkerStart {
  if (typeof data !== "object" || data === null) return false;
  if (!("codeFolder" in data && "handler" in data && "clock" in data)) return false;
  if (!("grants" in data && Array.isArray(data.grants))) return false;
  const areNames = typeof data.codeFolder === "string" && typeof data.handler === "string";
  return areNames && data.clock instanceof SharedArrayBuffer;
}

export interface InvocationContext {
  readonly requestId: string;
  readonly functionName: string;
  readonly memoryMb: number;
  /** By the system's clock, in milliseconds. */
  readonly deadline: number;
}

export type ToWorker =
  | {
      readonly kind: "invoke";
      readonly id: number;
      readonly event: unknown;
      readonly context: InvocationContext;
    }
  | { readonly kind: "wake"; readonly sleeper: number }
  | { readonly kind: "leave" };

export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export type FromWorker =
  | { readonly kind: "loaded" }
  | { readonly kind: "unloadable"; readonly failure: Failure }
  /** `json` is `undefined` where the handler returned nothing. */
  | { readonly kind: "answered"; readonly id: number; readonly json: string | undefined }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure }
  | {
      readonly kind: "sleeping";
      readonly sleeper: number;
      readonly invocation: number | undefined;
      readonly instant: number;
    }
  /** A call to AWS that the function's role does not grant; said once of each. */
  | { readonly kind: "denied"; readonly action: string; readonly resource: string };
