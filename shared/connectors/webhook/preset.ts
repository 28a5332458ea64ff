/** How long after, or before, its signature a webhook is believed. */
export const toleranceMs = 300_000;

/** What proves that a webhook comes from the provider. */
export type Authentication =
  | { readonly kind: "standard-webhooks"; readonly secretOf: "us" }
  | {
      readonly kind: "hmac-sha256";
      /** Lower-cased; carries the lower-case hexadecimal digest. */
      readonly signatureHeader: string;
      /** Lower-cased; its text is signed after the body, with nothing between. */
      readonly timestampHeader?: string;
      /** Whose the key is: the provider's, given by the admin, or ours, given to the provider. */
      readonly secretOf: "provider" | "us";
    }
  /** The provider signs nothing, or says nowhere how: only its address is a secret. */
  | { readonly kind: "secret-address"; readonly secretOf: "us" };

/** One provider of webhooks, declared whole. */
export interface WebhookPreset {
  readonly label: string;
  readonly authentication: Authentication;
  /** Where the provider says so. */
  readonly document: string;
  /** What an admin has to know to set it up, in sentences. */
  readonly setup: string;
  /** From the provider's own payload to the canonical body; none where it sends that. */
  readonly mapping?: string;
}
