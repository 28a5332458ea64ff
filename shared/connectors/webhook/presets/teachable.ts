import type { WebhookPreset } from "../preset.ts";

/**
 * Users become contacts; enrolments, sales, transactions, lessons, quizzes and tags become
 * behaviours named after the event: `Enrollment.created` → `enrollment_created`. The user is
 * the object itself or its `user`. Events: https://docs.teachable.com/docs/available-events
 */
const mapping = `(
  $event := object;
  $isUser := $substringBefore(type, ".") = "User";
  $person := $isUser ? $event : $event.user;
  $at := $instant(created) ?: $instant($event.updated_at) ?: $instant($event.created_at) ?: $now();
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
        "attributes": $given({ "name": $person.name })
      }
    },
    type = "User.updated" ? [] : {
      "type": "behaviour.recorded",
      "timestamp": $at,
      "data": {
        "object": "contact",
        "id": $string($person.id),
        "name": $lowercase($replace(type, ".", "_")),
        "behaviourId": $text(hook_event_id ?: id),
        "properties": $isUser ? {} : $given({
          "course": $text($event.course.id ?: $event.course_id),
          "course_name": $event.course.name,
          "product": $text($event.product.id ?: $event.product_id),
          "product_name": $event.product.name,
          "lecture": $text($event.lecture.id ?: $event.lecture_id),
          "progress": $event.percent_complete,
          "amount_in_cents": $event.final_price ?: $event.charge,
          "tag": $event.tag.name
        })
      }
    }
  ]
)`;

export const teachable: WebhookPreset = {
  label: "Teachable",
  // Its documents describe no signature; headers that others report contradict each other.
  authentication: { kind: "secret-address", secretOf: "us" },
  document: "https://docs.teachable.com/docs/available-events",
  setup:
    "How Teachable signs is not documented, so the address itself is the secret: give it to nobody else.",
  mapping,
};
