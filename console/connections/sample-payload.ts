/** What a person may change until it looks like what their system sends. */
export const samplePayload = JSON.stringify(
  {
    type: "profile.changed",
    timestamp: "2026-11-22T10:00:00Z",
    data: { object: "contact", id: "1", email: "ann@acme.test", attributes: { tier: "Gold" } },
  },
  null,
  2,
);

/** Undefined where the text is no JSON. */
export function parsedPayload(text: string): { readonly payload: unknown } | undefined {
  try {
    const payload: unknown = JSON.parse(text);
    return { payload };
  } catch {
    return undefined;
  }
}

/** From another system's words: what to begin a mapping of one's own with. */
export const exampleMapping = `{
  "type": "profile.changed",
  "timestamp": $instant(changed_at),
  "data": {
    "object": "contact",
    "id": $string(user.id),
    "email": user.email,
    "attributes": { "tier": user.tier }
  }
}`;
