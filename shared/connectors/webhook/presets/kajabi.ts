import type { WebhookPreset } from "../preset.ts";

/**
 * Each hook is a behaviour of its contact, named after the event: `tag_added`, `purchase`,
 * `order_created`. The payload is a list of JSON:API resources; a customer names its contact.
 * Payloads: https://developers.kajabi.com/api-reference/webhooks/purchase-sample
 */
const mapping = `(
  $first := function($type) { payload[type = $type][0] };
  $contact := $first("contacts");
  $customer := $first("customers");
  $id := $contact.id ?: $customer.relationships.contact.data.id ?: $customer.id;
  $about := ($contact ?: $customer).attributes;
  $happened := ($first("purchases") ?: $first("orders") ?: $first("transactions")).attributes;
  $given := function($values) { $sift($values, function($value) { $value != null and $value != "" }) };
  $exists($id) ? [
    {
      "type": "profile.changed",
      "timestamp": $instant($about.updated_at) ?: $now(),
      "data": {
        "object": "contact",
        "id": $string($id),
        "email": $about.email,
        "attributes": $given({
          "name": $about.name,
          "phone_number": $about.phone_number,
          "country": $about.address_country,
          "subscribed": $about.subscribed
        })
      }
    },
    {
      "type": "behaviour.recorded",
      "timestamp": $instant($happened.created_at) ?: $now(),
      "data": {
        "object": "contact",
        "id": $string($id),
        "name": event,
        "behaviourId": $string(id),
        "properties": $given({
          "tag": $first("contact_tags").attributes.name,
          "offer": $first("offers").id,
          "offer_title": $first("offers").attributes.title,
          "amount_in_cents": $happened.amount_in_cents ?: $happened.total_price_in_cents,
          "currency": $happened.currency ?: $happened.currency_code,
          "coupon": $happened.coupon_code
        })
      }
    }
  ]
)`;

export const kajabi: WebhookPreset = {
  label: "Kajabi",
  // Its API description names no signature; what others write of one disagrees.
  authentication: { kind: "secret-address", secretOf: "us" },
  document: "https://developers.kajabi.com/api-reference/webhooks/tag-added-sample",
  setup:
    "Kajabi does not sign its webhooks, so the address itself is the secret: give it to nobody else. Repeats are told apart by the webhook's id.",
  mapping,
};
