import type { WebhookPreset } from "../preset.ts";

/**
 * Each event of a batch is a behaviour of its profile, named after the topic:
 * `event:klaviyo.clicked_email` → `clicked_email`. Where the profile comes along, its e-mail
 * address is taken too, by which it is joined with other sources.
 * Payloads: https://developers.klaviyo.com/en/docs/working_with_system_webhooks
 */
const mapping = `(
  data.(
    $event := payload.data;
    $happening := $event.attributes;
    $facts := $happening.event_properties;
    $person := payload.included[type = "profile"][0];
    $id := [$event.relationships.profile.data.id, $person.id][0];
    $email := $person.attributes.email;
    $at := $instant([$happening.datetime, $happening.timestamp][0]);
    $exists($id) ? [
      $exists($email) ? {
        "type": "profile.changed",
        "timestamp": $at,
        "data": { "object": "contact", "id": $id, "email": $email }
      },
      {
        "type": "behaviour.recorded",
        "timestamp": $at,
        "data": {
          "object": "contact",
          "id": $id,
          "name": $substringAfter(topic, "klaviyo."),
          "behaviourId": external_id,
          "properties": {
            "subject": $facts.Subject[$],
            "campaign": $facts."Campaign Name"[$],
            "flow": $facts."$flow"[$],
            "message": $facts."$message"[$],
            "url": $facts.URL[$]
          }
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
