import type { WebhookPreset } from "../preset.ts";

/**
 * Each event of a batch is a behaviour of its profile, named after the topic:
 * `event:klaviyo.clicked_email` → `clicked_email`. Where the profile comes along, its e-mail
 * address is taken too, by which it is joined with other sources.
 * Payloads: https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
const mapping = `(
  $given := function($values) {
    $sift($values, function($value) { $type($value) in ["string", "number", "boolean"] and $value != "" })
  };
  data.(
    $happening := payload.data.attributes;
    $facts := $happening.event_properties;
    $person := payload.included[type = "profile"][0];
    $id := payload.data.relationships.profile.data.id ?: $person.id ?: $happening.profile_id;
    $at := $instant($happening.datetime) ?: $instant($happening.timestamp) ?: $now();
    $exists($id) ? [
      $exists($person.attributes.email) ? {
        "type": "profile.changed",
        "timestamp": $at,
        "data": { "object": "contact", "id": $string($id), "email": $person.attributes.email }
      } : [],
      {
        "type": "behaviour.recorded",
        "timestamp": $at,
        "data": {
          "object": "contact",
          "id": $string($id),
          "name": $contains(topic, "klaviyo.") ? $substringAfter(topic, "klaviyo.") : topic,
          "behaviourId": $string(external_id ?: payload.data.id),
          "properties": $given({
            "subject": $facts.Subject,
            "campaign": $facts."Campaign Name",
            "flow": $facts."$flow",
            "message": $facts."$message",
            "url": $facts.URL
          })
        }
      }
    ]
  )
)`;

export const klaviyo: WebhookPreset = {
  label: "Klaviyo",
  authentication: {
    kind: "hmac-sha256",
    signatureHeader: "klaviyo-signature",
    timestampHeader: "klaviyo-timestamp",
    secretOf: "us",
  },
  document: "https://developers.klaviyo.com/en/docs/working_with_system_webhooks",
  setup:
    "Make a system webhook with Klaviyo's Webhooks API and give it the secret as `secret_key`. The webhook action of a flow is not signed: send that to a connection of its own.",
  mapping,
};
