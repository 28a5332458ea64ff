import { describe, expect, it } from "vitest";
import { z } from "zod";
import { verifyStandardWebhook } from "../../shared/connectors/webhook/signature.ts";
import { bytes, webhookRequest } from "../connectors/samples.ts";
import { publishedSpec } from "./published-specs.ts";

const Vectors = z.object({
  vectors: z
    .array(
      z.object({
        secret: z.string(),
        id: z.string(),
        timestamp: z.string(),
        body: z.string(),
        signature: z.string(),
        expect: z.string(),
      }),
    )
    .min(1),
});

describe("the vectors of Standard Webhooks", () => {
  it("come out as described", () => {
    const { vectors } = Vectors.parse(publishedSpec("standard-webhooks/vectors.json"));
    for (const { secret, id, timestamp, body, signature, expect: outcome } of vectors) {
      const request = webhookRequest(bytes(body), {
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        "webhook-signature": signature,
      });
      const valid = verifyStandardWebhook(request, [secret], Number(timestamp) * 1000);
      expect(valid, outcome).toBe(outcome.startsWith("valid"));
    }
  });
});
