import type { WebhookPreset } from "../preset.ts";

/**
 * Users become contacts; whatever else happens to a user (orders, enrolments, lessons, quizzes)
 * becomes a behaviour named after resource and action, such as `enrollment_completed`.
 * Payloads: https://support.thinkific.dev/hc/en-us/articles/4422658311703
 */
const mapping = `(
  $isUser := resource = "user";
  $person := $isUser ? payload : payload.user;
  $at := $instant(created_at);
  $text := function($value) { $value = null ? $value : $string($value) };
  $given := function($values) { $sift($values, function($value) { $value != null and $value != "" }) };
  $exists($person.id) ? [
    {
      "type": "profile.changed",
      "timestamp": $at,
      "data": {
        "object": "contact",
        "id": $string($person.id),
        "email": $person.email,
        "attributes": $given({
          "first_name": $person.first_name,
          "last_name": $person.last_name,
          "company_name": $person.company,
          "headline": $person.headline
        })
      }
    },
    $isUser and action = "updated" ? [] : {
      "type": "behaviour.recorded",
      "timestamp": $at,
      "data": {
        "object": "contact",
        "id": $string($person.id),
        "name": resource & "_" & action,
        "behaviourId": $string(id),
        "properties": $isUser ? {} : $given({
          "course": $text(payload.course.id),
          "course_name": payload.course.name,
          "progress": payload.percentage_completed = null ? null : $number(payload.percentage_completed),
          "lesson": $text(payload.lesson.id),
          "quiz": $text(payload.quiz.id),
          "product": $text(payload.product_id),
          "product_name": payload.product_name,
          "amount": payload.amount_dollars,
          "status": payload.status
        })
      }
    }
  ]
)`;

export const thinkific: WebhookPreset = {
  label: "Thinkific",
  authentication: {
    kind: "hmac-sha256",
    signatureHeader: "x-thinkific-hmac-sha256",
    secretOf: "provider",
  },
  document: "https://support.thinkific.dev/hc/en-us/articles/4422685850775-Using-Webhooks",
  // No instant is signed, so a recorded webhook stays valid; repeats of an event count once.
  setup:
    "The secret is the site's API key, or the client secret of the app that made the webhook. Make the webhook with Thinkific's API: those made by hand may come unsigned, and are then refused.",
  mapping,
};
