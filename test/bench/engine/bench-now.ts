/** In milliseconds: the instant at which rules with windows are judged. */
export const benchNow = Date.parse("2026-11-22T12:00:00Z");
