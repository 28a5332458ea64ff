import type { WebhookPreset } from "./preset.ts";
import { bamboohr } from "./presets/bamboohr.ts";
import { kajabi } from "./presets/kajabi.ts";
import { klaviyo } from "./presets/klaviyo.ts";
import { standardWebhooks } from "./presets/standard-webhooks.ts";
import { teachable } from "./presets/teachable.ts";
import { thinkific } from "./presets/thinkific.ts";

/** What a connection of signed webhooks may be made with. */
export const presetNames = [
  "standard-webhooks",
  "thinkific",
  "kajabi",
  "bamboohr",
  "klaviyo",
  "teachable",
] as const;

/** One row each. */
export const presets: Readonly<Record<(typeof presetNames)[number], WebhookPreset>> = {
  "standard-webhooks": standardWebhooks,
  thinkific,
  kajabi,
  bamboohr,
  klaviyo,
  teachable,
};

const byName: ReadonlyMap<string, WebhookPreset> = new Map(Object.entries(presets));

/** A connection's provider; without one it signs by Standard Webhooks. */
export function presetOf({ preset }: { readonly preset?: string | undefined }): WebhookPreset {
  return (preset === undefined ? undefined : byName.get(preset)) ?? standardWebhooks;
}
