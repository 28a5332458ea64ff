import type { WebhookPreset } from "../preset.ts";

/**
 * Employees become contacts with the posted fields as attributes, under the names chosen in
 * BambooHR. Field-based webhooks carry values; of event-based ones only what needs none is
 * taken: that an employee was made or deleted.
 * Payloads: https://documentation.bamboohr.com/docs/field-based-webhooks
 */
const mapping = `(
  $emailOf := function($fields) {
    $fields."Work Email" ?: $fields.workEmail ?: $fields."Home Email" ?: $fields.homeEmail
  };
  $employee := function($id) { { "object": "contact", "id": $string($id) } };
  $exists(employees)
    ? employees.(
        $fields := $type(fields) = "object" ? fields : {};
        action = "Deleted"
          ? { "type": "profile.deleted", "timestamp": $instant(timestamp), "data": $employee(id) }
          : {
              "type": "profile.changed",
              "timestamp": $instant(timestamp),
              "data": $merge([
                $employee(id),
                {
                  "email": $emailOf($fields),
                  "attributes": $sift($fields, function($value, $name) { $name != "id" })
                }
              ])
            }
      )
    : type = "employee.deleted"
      ? { "type": "profile.deleted", "timestamp": $instant(timestamp), "data": $employee(data.employeeId) }
      : type = "employee.created"
        ? { "type": "profile.changed", "timestamp": $instant(timestamp), "data": $employee(data.employeeId) }
)`;

export const bamboohr: WebhookPreset = {
  label: "BambooHR",
  authentication: {
    kind: "hmac-sha256",
    signatureHeader: "x-bamboohr-signature",
    timestampHeader: "x-bamboohr-timestamp",
    secretOf: "provider",
  },
  document: "https://documentation.bamboohr.com/docs/webhooks#security",
  setup:
    "The secret is the webhook's private key, which BambooHR shows once. Choose the field-based data structure and the JSON format, and post the work e-mail address, by which employees are joined with other sources.",
  mapping,
};
