import { setTimeout as pause } from "node:timers/promises";
import type { MusterError } from "./errors.ts";

const attempts = 8;
const firstPauseMs = 10;

type ErrorClass = abstract new (...parameters: never[]) => MusterError;

/** Repeats a step that failed with the given error, a bounded number of times, with jitter. */
export async function retrying<Answer>(
  on: ErrorClass,
  step: (attempt: number) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step(attempt);
    } catch (error) {
      if (!(error instanceof on) || attempt === attempts) throw error;
      await pause(Math.random() * firstPauseMs * 2 ** attempt);
    }
  }
}
