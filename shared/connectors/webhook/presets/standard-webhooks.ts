import type { WebhookPreset } from "../preset.ts";

export const standardWebhooks: WebhookPreset = {
  label: "Standard Webhooks",
  authentication: { kind: "standard-webhooks", secretOf: "us" },
  document:
    "https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md",
  setup:
    "Give the sender the address and the secret. Where the sender makes the secret itself, give it here instead.",
};
