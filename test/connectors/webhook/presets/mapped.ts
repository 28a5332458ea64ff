import { inboundOfProvider } from "../../../../shared/connectors/webhook/inbound.ts";
import { presets } from "../../../../shared/connectors/webhook/presets.ts";
import type { Change } from "../../../../shared/contracts/change.ts";
import { bytes, now, sampleConnection } from "../../samples.ts";

/** What a provider's payload becomes by its preset's mapping, through the canonical schema. */
export async function mapped(preset: keyof typeof presets, payload: unknown): Promise<Change[]> {
  const parsed = await inboundOfProvider({ preset }).parse(bytes(payload), now);
  return parsed.flatMap((part) => part.changes(sampleConnection()));
}
