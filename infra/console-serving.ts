/**
 * Whether an address is one of the console's own, which the page itself understands: everything
 * but files and what the API, hooks and this machine answer. Runs at the edge too, as it stands:
 * it may use nothing from outside.
 */
export function isPage(path: string): boolean {
  const isElsewhere = /^\/(api|assets|health|hooks|local|oauth|ofrep|scim)(\/|$)/.test(path);
  const isFile = /^\/[^/]+\.[^/]+$/.test(path);
  return !isElsewhere && !isFile;
}

/** A CloudFront function that has deep links answered by the page. */
export const pageAtTheEdge = `${isPage.toString()}
function handler(event) {
  if (isPage(event.request.uri)) event.request.uri = "/index.html";
  return event.request;
}`;

/** The build names these by their content; the page that names them is asked for each time. */
export const hashedFiles = "/assets/";
export const cacheControl = {
  hashed: "public, max-age=31536000, immutable",
  page: "no-cache",
} as const;

/** Two years, as the preload list of browsers asks. */
export const strictTransportSeconds = 63_072_000;

/**
 * What the page may load and talk to. Mantine and the charts set styles inline; scripts come from
 * files only. `connections`: origins beside its own that it asks.
 */
export function contentSecurityPolicy(connections: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "worker-src 'self'",
    "manifest-src 'self'",
    ["connect-src 'self'", ...connections].join(" "),
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Beside the policy; CloudFront is given the same by its own names. */
export const pageHeaders = {
  "strict-transport-security": `max-age=${strictTransportSeconds}; includeSubDomains`,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
} as const;
