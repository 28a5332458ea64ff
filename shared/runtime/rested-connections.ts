import type { Agent } from "node:http";
import { msSince, thisMoment } from "./moment.ts";

/** Hardly any server closes an idle connection earlier. */
const restMs = 4_000;

/**
 * Makes what is to be called before each request: it closes the connections that are kept open, where
 * none was used for some seconds. While a function is frozen the other end closes them unnoticed, and
 * what is sent over one of those fails (https://github.com/aws/aws-sdk-js-v3/issues/1196).
 */
export function closingRested(...agents: readonly Agent[]): () => void {
  let usedAt = thisMoment();
  return () => {
    const restedMs = msSince(usedAt);
    usedAt = thisMoment();
    if (restedMs < restMs) return;
    for (const { freeSockets } of agents)
      for (const socket of Object.values(freeSockets).flatMap((each) => each ?? []))
        socket.destroy();
  };
}
